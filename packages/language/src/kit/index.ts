export {
  type Diagnostic,
  Diagnostics,
  describe,
  formatDiagnostic,
  joinWords,
} from './diagnostic.ts';
export {
  type Lexer,
  type LexerDefinition,
  type Token,
  type TokenRule,
  createLexer,
} from './lexer.ts';
export {
  type InfixOperator,
  type OperandParser,
  type PrattGrammar,
  parseExpression,
} from './pratt-parser.ts';
export { type Position, SourceText, type Span } from './source-text.ts';
export { TokenStream } from './token-stream.ts';
