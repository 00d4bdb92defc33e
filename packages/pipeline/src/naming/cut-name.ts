/** The name without what is past `lengthMax` UTF-16 units (server-core, NamingControl); never half a character. */
export function cutName(name: string, lengthMax: number): string {
  if (name.length <= lengthMax) return name;
  const last = name.charCodeAt(lengthMax - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return name.slice(0, splitsPair ? lengthMax - 1 : lengthMax);
}
