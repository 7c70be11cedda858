/** Says what a start is doing, with the seconds since it began. */
export function progress(): (line: string) => void {
  const began = performance.now();
  return (line) => {
    console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  };
}
