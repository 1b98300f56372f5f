// The cost of one model with few weights, and gradient descent on it, with or without momentum.
//
// theta is [w_1, ..., w_n, b]. The numbers are those of logreg_edu.cost_and_gradient and
// logreg_edu.descent; the bias is not penalised.

import { exactLoss } from "./loss.js"
import { sigmoid } from "./model.js"

const TOLERANCE = 1e-6 // of the length of the gradient, as in the library

export function score(x, theta) {
  return x.reduce((z, value, j) => z + value * theta[j], theta[theta.length - 1])
}

export function cost(X, y, theta, l2) {
  const losses = X.map((x, i) => exactLoss(score(x, theta), y[i]))
  return mean(losses) + (l2 / 2) * squaredNorm(theta.slice(0, -1))
}

export function gradient(X, y, theta, l2) {
  const n = theta.length - 1
  const slope = theta.map((weight, j) => (j < n ? l2 * weight : 0))
  X.forEach((x, i) => {
    const error = sigmoid(score(x, theta)) - y[i]
    for (let j = 0; j < n; j++) slope[j] += (error * x[j]) / X.length
    slope[n] += error / X.length
  })
  return slope
}

// theta <- theta - alpha gradient + momentum (theta - the one before)
export function step(X, y, { theta, before }, { alpha, momentum = 0, l2 }) {
  const slope = gradient(X, y, theta, l2)
  const next = theta.map((v, j) => v - alpha * slope[j] + momentum * (v - before[j]))
  return { theta: next, before: theta }
}

// A path of many steps from a start: { path, costs, rises, state }.
export function descend(X, y, start, steps, settings) {
  const run = begin(X, y, start, settings.l2)
  for (let k = 0; k < steps && advance(X, y, run, settings); k++);
  return run
}

export function begin(X, y, start, l2) {
  const J = cost(X, y, start, l2)
  return { now: { theta: start, before: start }, path: [start], costs: [J], rises: 0, state: "start" }
}

// One step more of a run; false where no more is to be done.
export function advance(X, y, run, settings) {
  if (run.state === "arrived" || run.state === "diverged") return false
  run.now = step(X, y, run.now, settings)
  const { theta } = run.now
  const J = cost(X, y, theta, settings.l2)
  if (!(J <= run.costs.at(-1))) run.rises += 1
  run.costs.push(J)
  run.path.push(theta)
  // Far above: with momentum, or beside a narrow valley, a path may go uphill and yet come back.
  if (!(J <= 1000 * Math.max(run.costs[0], Math.log(2)))) run.state = "diverged"
  else if (norm(gradient(X, y, theta, settings.l2)) <= TOLERANCE) run.state = "arrived"
  else run.state = "on the way"
  return run.state === "on the way"
}

// Where the cost is a parabola with these curvatures: the alpha that brings descent down fastest,
// and with momentum (Polyak's heavy ball) the alpha and beta.
export function bestRate(curvatures) {
  return 2 / (Math.min(...curvatures) + Math.max(...curvatures))
}

export function bestMomentum(curvatures) {
  const [low, high] = [Math.min(...curvatures), Math.max(...curvatures)].map(Math.sqrt)
  return { alpha: 4 / (high + low) ** 2, momentum: ((high - low) / (high + low)) ** 2 }
}

// The largest eigenvalue of B = (1/4) X~^T X~ / m + l2 diag(1, ..., 1, 0), with X~ = [X 1].
export function largestCurvature(X, l2) {
  return largestEigenvalue(curvature(X, X.map(() => 1 / 4), l2))
}

// The curvature at theta itself, where the bound's 1/4 is y_hat (1 - y_hat).
export function hessian(X, theta, l2) {
  const share = (z) => sigmoid(z) * sigmoid(-z)
  return curvature(X, X.map((x) => share(score(x, theta))), l2)
}

function curvature(X, shares, l2) {
  const n = X[0].length
  const B = Array.from({ length: n + 1 }, () => new Array(n + 1).fill(0))
  X.forEach((x, i) => {
    const bordered = [...x, 1]
    bordered.forEach((a, j) => {
      bordered.forEach((c, k) => (B[j][k] += (shares[i] * a * c) / X.length))
    })
  })
  for (let j = 0; j < n; j++) B[j][j] += l2
  return B
}

export function largestEigenvalue(symmetric) {
  return Math.max(...eigen(symmetric).values)
}

// Jacobi: turn the axes, two at a time, until nothing is left beside the diagonal. vectors[i] has
// the length 1 and belongs to values[i].
export function eigen(symmetric) {
  const A = symmetric.map((row) => [...row])
  const size = A.length
  const axes = A.map((_, i) => A.map((_, k) => Number(i === k))) // axes[i][k]: k-th vector
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (A[p][q] === 0) continue
        const angle = Math.atan2(2 * A[p][q], A[q][q] - A[p][p]) / 2
        const [c, s] = [Math.cos(angle), Math.sin(angle)]
        for (const row of [...A, ...axes]) {
          const [u, v] = [row[p], row[q]]
          row[p] = c * u - s * v
          row[q] = s * u + c * v
        }
        const [P, Q] = [A[p], A[q]]
        A[p] = P.map((value, k) => c * value - s * Q[k])
        A[q] = P.map((value, k) => s * value + c * Q[k])
      }
    }
  }
  return { values: A.map((row, i) => row[i]), vectors: A.map((_, k) => axes.map((row) => row[k])) }
}

// Newton's method, halving a step until the cost falls. Only for data that have a minimum.
export function minimum(X, y, l2) {
  let theta = [...X[0].map(() => 0), 0]
  for (let k = 0; k < 100; k++) {
    const slope = gradient(X, y, theta, l2)
    const direction = solved(hessian(X, theta, l2), slope)
    const start = cost(X, y, theta, l2)
    const moved = (share) => theta.map((value, j) => value - share * direction[j])
    // The last step gains less than the cost's last digits show.
    const gain = slope.reduce((sum, s, j) => sum + s * direction[j], 0) / 2
    if (gain <= 4 * Number.EPSILON * start) return moved(1)
    let share = 1
    while (cost(X, y, moved(share), l2) > start) share /= 2
    theta = moved(share)
  }
  return theta
}

// Gauss: A v = right, for a small positive definite A.
function solved(A, right) {
  const rows = A.map((row, i) => [...row, right[i]])
  rows.forEach((pivot, p) => {
    rows.forEach((row, r) => {
      const factor = row[p] / pivot[p]
      if (r !== p) for (let k = p; k < row.length; k++) row[k] -= factor * pivot[k]
    })
  })
  return rows.map((row, i) => row[rows.length] / row[i])
}

// Feature scaling: subtract the mean, divide by the standard deviation.
export function standardised(values) {
  const centre = mean(values)
  const spread = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)))
  return values.map((value) => (value - centre) / spread)
}

export function mean(values) {
  return values.reduce((a, c) => a + c, 0) / values.length
}

export function norm(vector) {
  return Math.sqrt(squaredNorm(vector))
}

function squaredNorm(vector) {
  return vector.reduce((a, c) => a + c * c, 0)
}
