// The loss of one example in four forms, and the slope of each in the score z.
//
// Every result is rounded to the precision that is looked at, as the processor does it.

export const PRECISIONS = { float32: Math.fround, float64: (x) => x }
export const EPSILON = 1e-15

// log(1 + e^-s), with s = z where y = 1 and -z where y = 0.
export function exactLoss(z, y, round = PRECISIONS.float64) {
  const s = y === 1 ? z : -z
  const e = round(Math.exp(-Math.abs(s)))
  return round(round(Math.log1p(e)) - Math.min(s, 0))
}

function sigmoidIn(z, round) {
  const e = round(Math.exp(-Math.abs(z)))
  return round((z >= 0 ? 1 : e) / round(1 + e))
}

// -(y log(a) + (1 - y) log(c)), where a stands for y_hat and c for 1 - y_hat.
function textbookLoss(a, c, y, round) {
  const yes = round(y * round(Math.log(a)))
  const no = round((1 - y) * round(Math.log(c)))
  return round(-round(yes + no))
}

// { name: { loss, slope } } of the four forms. The slopes of the first three are what automatic
// differentiation computes: the slope in y_hat times the slope of y_hat in z.
export function forms(z, y, precision) {
  const round = PRECISIONS[precision]
  z = round(z)
  const y_hat = sigmoidIn(z, round)
  const rest = round(1 - y_hat)
  const slopeOfSigmoid = round(y_hat * rest)
  const times = (slope) => round(slope * slopeOfSigmoid)
  const slopeOfTextbook = times(round(round(y_hat - y) / slopeOfSigmoid))

  const [low, high] = [round(EPSILON), round(1 - EPSILON)]
  const clipped = Math.min(Math.max(y_hat, low), high)

  const [padded, paddedRest] = [round(y_hat + low), round(rest + low)]
  const slopeOfPadded = round(round(-y / padded) + round((1 - y) / paddedRest))
  return {
    naive: { loss: textbookLoss(y_hat, rest, y, round), slope: slopeOfTextbook },
    clipped: {
      loss: textbookLoss(clipped, round(1 - clipped), y, round),
      slope: clipped === y_hat ? slopeOfTextbook : 0, // a clipped y_hat does not move
    },
    epsilon: { loss: textbookLoss(padded, paddedRest, y, round), slope: times(slopeOfPadded) },
    exact: { loss: exactLoss(z, y, round), slope: round(y_hat - y) },
  }
}

// How far a form is from the truth: the loss by ratio, the slope by difference.
export function errors(form, z, y) {
  const truth = exactLoss(z, y)
  const slope = y === 1 ? -Math.exp(-exactLoss(z, 0)) : Math.exp(-exactLoss(z, 1))
  return { loss: Math.abs(form.loss / truth - 1), slope: Math.abs(form.slope - slope) }
}

export function isBroken(value) {
  return !Number.isFinite(value)
}

const FARTHEST = 800 // e^-746 is 0 in float64: nothing new happens beyond

// The scores, upwards and downwards from 0, from which a form fails: its loss is no finite number,
// or its slope is wrong by more than a hundredth.
export function failures(name, y, precision) {
  const at = (z) => forms(z, y, precision)[name]
  const wrongSlope = (z) => !(errors(at(z), z, y).slope <= 0.01)
  const kinds = { loss: (z) => isBroken(at(z).loss), slope: wrongSlope }
  return Object.entries(kinds).flatMap(([what, fails]) =>
    [1, -1].map((way) => ({ what, z: firstFailure(fails, way) })).filter(({ z }) => z !== null),
  )
}

function firstFailure(fails, way) {
  let good = 0
  let bad = null
  for (let distance = 0; distance <= FARTHEST && bad === null; distance += 0.25) {
    if (fails(way * distance)) bad = way * distance
    else good = way * distance
  }
  while (bad !== null && Math.abs(bad - good) > 1e-9) {
    const middle = (good + bad) / 2
    if (fails(middle)) bad = middle
    else good = middle
  }
  return bad
}
