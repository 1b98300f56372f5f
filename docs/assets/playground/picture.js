// A picture file, upright, on white where it is transparent, or on black where its ink is light.

const MOST = 1024 // pixels: the longer side of what is worked on
const CLEARER = 2

export async function readPicture(file) {
  const bitmap = await createImageBitmap(file)
  const reduction = Math.max(1, Math.max(bitmap.width, bitmap.height) / MOST)
  const columns = Math.max(1, Math.round(bitmap.width / reduction))
  const rows = Math.max(1, Math.round(bitmap.height / reduction))
  const canvas = document.createElement("canvas")
  canvas.width = columns
  canvas.height = rows
  const pen = canvas.getContext("2d")
  pen.drawImage(bitmap, 0, 0, columns, rows)
  const { data } = pen.getImageData(0, 0, columns, rows)
  const on = (paper) =>
    [0, 1, 2].map((kind) =>
      Float32Array.from({ length: rows * columns }, (_, i) => {
        const opaque = data[4 * i + 3] / 255
        return (data[4 * i + kind] / 255) * opaque + paper * (1 - opaque)
      }),
    )
  const [white, black] = [on(1), on(0)]
  const colours = contrast(black) > CLEARER * contrast(white) ? black : white
  const [red, green, blue] = colours
  const grey = red.every((value, i) => value === green[i] && value === blue[i])
  return grey ? { rows, columns, values: red } : { rows, columns, colours }
}

function contrast(colours) {
  const all = colours.map((values) => values.reduce((a, c) => Math.max(a, c), -1))
  const least = colours.map((values) => values.reduce((a, c) => Math.min(a, c), 2))
  return Math.max(...all) - Math.min(...least)
}
