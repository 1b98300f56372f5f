// A picture file as grey: upright, on white where it is transparent, colours by brightness.

const MOST = 1024 // pixels: the longer side of what is worked on

export async function readPicture(file) {
  const bitmap = await createImageBitmap(file)
  const reduction = Math.max(1, Math.max(bitmap.width, bitmap.height) / MOST)
  const columns = Math.max(1, Math.round(bitmap.width / reduction))
  const rows = Math.max(1, Math.round(bitmap.height / reduction))
  const canvas = document.createElement("canvas")
  canvas.width = columns
  canvas.height = rows
  const pen = canvas.getContext("2d")
  pen.fillStyle = "white"
  pen.fillRect(0, 0, columns, rows)
  pen.drawImage(bitmap, 0, 0, columns, rows)
  const { data } = pen.getImageData(0, 0, columns, rows)
  const values = new Float32Array(rows * columns) // as the library has them
  for (let i = 0; i < values.length; i++) {
    const [red, green, blue] = data.subarray(4 * i, 4 * i + 3)
    // The weights of ITU-R 601, in whole numbers as Pillow has them.
    values[i] = ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16) / 255
  }
  return { rows, columns, values }
}
