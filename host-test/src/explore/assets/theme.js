// Sets theme and motion before the page is drawn, so that nothing flashes. No module: those run too late for that.

for (const [name, key] of [["theme", "okta-explorer.theme"], ["motion", "okta-explorer.motion"]]) {
  try {
    const value = JSON.parse(localStorage.getItem(key));
    if (value) document.documentElement.dataset[name] = value;
  } catch {
    // A browser that keeps nothing has the system's theme.
  }
}
