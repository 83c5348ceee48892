package io.taucrit.data.images;

import io.taucrit.data.CsrBlock;

/**
 * Images to train on and others to judge by, in random order.
 *
 * @param training rows of {@link ImageShape#features} pixels
 * @param heldOut rows of the same shape
 */
public record LabelledImages(ImageShape shape, CsrBlock training, CsrBlock heldOut) {}
