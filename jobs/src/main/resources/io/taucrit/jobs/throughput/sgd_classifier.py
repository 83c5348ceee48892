"""One-thread SGD of scikit-learn on a LIBSVM file.

    sgd_classifier.py FILE FEATURES LAMBDA STEP
        prints the seconds of an epoch: what a fit of many epochs takes longer than
        one of few, by its further epochs
    sgd_classifier.py FILE FEATURES LAMBDA STEP OBJECTIVE EPOCHS
        prints how many epochs, at most EPOCHS, either rule takes to the objective
        (1/n) sum of log(1 + exp(-y a.x)) + LAMBDA/2 |x|^2; the constant steps
        that are tried are STEP times powers of two
"""
import sys
import time

import numpy
from sklearn.datasets import load_svmlight_file
from sklearn.linear_model import SGDClassifier

FEW, MANY, MOST = 2, 22, 10_000
# A difference that is this part of the longer time is no accident.
CLEAR = 0.5
LARGEST, SMALLEST = 3, -12

path, features, alpha, step = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
rows, labels = load_svmlight_file(path, n_features=features)
labels = numpy.where(labels > 0, 1.0, -1.0)


def classifier(rule, eta0, epochs):
    return SGDClassifier(
        loss="log_loss", alpha=alpha, learning_rate=rule, eta0=eta0, max_iter=epochs, tol=None,
        fit_intercept=False, random_state=1)


def seconds(epochs):
    model = classifier("constant", step, epochs)
    before = time.perf_counter()
    model.fit(rows, labels)
    return time.perf_counter() - before


def seconds_of_epoch():
    seconds(FEW)
    few, epochs = seconds(FEW), MANY
    many = seconds(epochs)
    while many - few < CLEAR * many and epochs < MOST:
        epochs *= 4
        many = seconds(epochs)
    return (many - few) / (epochs - FEW)


def objective(model):
    x = model.coef_.ravel()
    return numpy.logaddexp(0, -labels * (rows @ x)).mean() + alpha / 2 * (x @ x)


def epochs_to(goal, rule, eta0, most):
    model = classifier(rule, eta0, 1)
    for epoch in range(1, most + 1):
        model.partial_fit(rows, labels, classes=[-1.0, 1.0])
        if objective(model) <= goal:
            return epoch
    return None


def best_constant(goal, most):
    best = None
    for j in range(LARGEST, SMALLEST - 1, -1):
        epochs = epochs_to(goal, "constant", step * 2.0**j, most)
        if epochs is not None and (best is None or epochs < best[0]):
            best, most = (epochs, step * 2.0**j), epochs
        elif best is not None:
            break
    return best


if len(sys.argv) == 5:
    print("epoch", seconds_of_epoch())
else:
    goal, most = float(sys.argv[5]), int(sys.argv[6])
    print("optimal", epochs_to(goal, "optimal", step, most))
    best = best_constant(goal, most)
    print("constant", best[0] if best else None)
    print("step", best[1] if best else None)
