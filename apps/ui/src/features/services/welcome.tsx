import './welcome.css';
import { useEffect, useState } from 'preact/hooks';
import { serviceDirectory } from '../../model/entity/service-directory.ts';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';
import { Tabs } from '../../widgets/panes/tabs.tsx';

type Way = 'node' | 'java' | 'python';

/** Agents speak gRPC to this port of the same host. */
const agentPort = 11800;
const askAgainMs = 3000;

const ways: Readonly<
  Record<Way, { readonly label: string; readonly steps: (host: string) => readonly Step[] }>
> = {
  node: {
    label: 'Node.js',
    steps: (host) => [
      { title: 'Add the agent to your project', text: 'npm install skywalking-backend-js' },
      {
        title: 'Start it first in your program',
        text: `import agent from 'skywalking-backend-js';\n\nagent.start({ serviceName: 'my-service', collectorAddress: '${host}' });`,
      },
    ],
  },
  java: {
    label: 'Java',
    steps: (host) => [
      {
        title:
          'Unpack the agent from skywalking.apache.org/downloads, and start your program with it',
        text: `java -javaagent:skywalking-agent/skywalking-agent.jar \\\n  -Dskywalking.agent.service_name=my-service \\\n  -Dskywalking.collector.backend_service=${host} \\\n  -jar my-service.jar`,
      },
    ],
  },
  python: {
    label: 'Python',
    steps: (host) => [
      { title: 'Add the agent', text: 'pip install apache-skywalking' },
      {
        title: 'Start your program through it',
        text: `SW_AGENT_NAME=my-service \\\nSW_AGENT_COLLECTOR_BACKEND_SERVICES=${host} \\\nsw-python run python app.py`,
      },
    ],
  },
};

interface Step {
  readonly title: string;
  readonly text: string;
}

/** The first visit: nothing has arrived yet, and this is how it comes to. */
export function Welcome() {
  usePageTitle('Welcome');
  const [way, setWay] = useState<Way>('node');
  const isLoopback = /^(?:localhost|127\..*|\[::1\])$/.test(window.location.hostname);
  const host = `${window.location.hostname}:${agentPort}`;
  useEffect(() => {
    const timer = window.setInterval(serviceDirectory().refresh, askAgainMs);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <div class="page welcome">
      <header>
        <h1 class="welcome__title">Nothing has arrived yet</h1>
        <p class="muted">
          Stormpetrel listens for agents on <code>{host}</code>. Attach one, call your service once,
          and this page goes on by itself.
        </p>
        {isLoopback ? (
          <p class="faint">
            Agents on other machines need a server that listens to them: start it with{' '}
            <code>SW_CORE_GRPC_HOST=0.0.0.0</code>.
          </p>
        ) : undefined}
      </header>
      <Tabs
        label="Language"
        value={way}
        choices={(Object.keys(ways) as Way[]).map((value) => ({ value, label: ways[value].label }))}
        onChoose={setWay}
      />
      <ol class="welcome__steps">
        {ways[way].steps(host).map((step) => (
          <CodeStep key={step.title} step={step} />
        ))}
      </ol>
      <footer class="welcome__demo">
        <p class="muted">Only want to look around? The demo sends the traffic of a small shop:</p>
        <CodeStep step={{ title: '', text: 'npm run demo' }} />
      </footer>
    </div>
  );
}

function CodeStep({ step }: { readonly step: Step }) {
  const Tag = step.title === '' ? 'div' : 'li';
  return (
    <Tag class="code-step">
      {step.title === '' ? undefined : <p>{step.title}</p>}
      <div class="code-step__box">
        <pre tabIndex={0}>{step.text}</pre>
        <CopyButton text={step.text} />
      </div>
    </Tag>
  );
}
