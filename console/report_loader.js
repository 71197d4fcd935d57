// Unpacks the script and the style of a report and lets them run.
(async () => {
  const place = document.getElementById('root');
  try {
    const packed = Uint8Array.from(atob(document.getElementById('xray-report-code').textContent), (letter) => letter.charCodeAt(0));
    const text = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')));
    const code = await text.json();
    for (const kind of ['style', 'script']) {
      const element = document.createElement(kind);
      element.textContent = code[kind];
      document.head.append(element);
    }
  } catch (error) {
    place.textContent = `This report cannot be shown: it needs a browser of 2023 or later. (${error})`;
  }
})();
