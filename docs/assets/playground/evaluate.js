// How good a yes/no model is, as logreg_edu.evaluate has it. y: labels 0 or 1.

const STANDARD_ERRORS = 1.959964 // of a 95 % interval

export function logOdds(probability) {
  return Math.log(probability / (1 - probability))
}

// The four cells of the confusion matrix, where a score above `least` is called a yes.
export function confusion(y, z, least) {
  const counts = { found: 0, missed: 0, falseYes: 0, correctNo: 0 }
  y.forEach((truth, i) => {
    if (z[i] > least) counts[truth ? "found" : "falseYes"]++
    else counts[truth ? "missed" : "correctNo"]++
  })
  return counts
}

// NaN where nothing is called a yes.
export function precision({ found, falseYes }) {
  return found / (found + falseYes)
}

export function recall({ found, missed }) {
  return found / (found + missed)
}

// For each of so many equally wide bins from 0 to 1 the mean prediction, the fraction of ones and
// the count; NaN where a bin is empty.
export function reliability(y, yHat, bins = 10) {
  const sums = Array.from({ length: bins }, () => ({ predicted: 0, ones: 0, count: 0 }))
  yHat.forEach((probability, i) => {
    const bin = sums[Math.min(Math.floor(probability * bins), bins - 1)]
    bin.predicted += probability
    bin.ones += y[i]
    bin.count++
  })
  return sums.map(({ predicted, ones, count }) => {
    return { predicted: predicted / count, cameTrue: ones / count, count }
  })
}

// Wilson's 95 % interval of a fraction that was measured on `count` examples: [low, high].
export function interval(fraction, count, c = STANDARD_ERRORS) {
  const centre = fraction + c ** 2 / (2 * count)
  const half = c * Math.sqrt((fraction * (1 - fraction)) / count + c ** 2 / (4 * count ** 2))
  const [low, high] = [-half, half].map((d) => (centre + d) / (1 + c ** 2 / count))
  return [Math.max(0, Math.min(low, fraction)), Math.min(1, Math.max(high, fraction))]
}

// How many of the values lie in each of so many bins from low to high; others are in the outer bins.
export function histogram(values, low, high, bins) {
  const counts = new Array(bins).fill(0)
  for (const value of values) {
    const bin = Math.floor(((value - low) / (high - low)) * bins)
    counts[Math.min(Math.max(bin, 0), bins - 1)]++
  }
  return counts
}
