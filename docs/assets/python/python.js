// Python with NumPy and the library, in a worker of the page or, for the tests, in Node.js.

// options: of loadPyodide; wheels: their bytes; program: the text of in_page.py.
export async function start(loadPyodide, options, wheels, program) {
  const pyodide = await loadPyodide({ ...options, stdin: () => null }) // nobody answers input()
  for (const wheel of wheels) pyodide.unpackArchive(wheel, "wheel")
  pyodide.FS.writeFile("in_page.py", program)
  return pyodide.pyimport("in_page")
}
