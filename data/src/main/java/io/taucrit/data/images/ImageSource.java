package io.taucrit.data.images;

import io.taucrit.data.UsageException;
import java.io.Serializable;

/** Where images come from; small and serializable, so that a task can read them for itself. */
public sealed interface ImageSource extends Serializable {
  /** All that the images are a function of, the content of files apart. */
  String key();

  ImageShape shape();

  /** Images to train on. */
  int training();

  /** The same with so many images at most: the first ones. */
  ImageSource atMost(int newTraining, int newHeldOut);

  /** For people. */
  String text();

  /** The default: images made here. */
  static ImageSource standard() {
    return new Generated(ImageProblem.Options.standard(), 4000, 2000);
  }

  /**
   * Images made from random prototypes.
   *
   * @param training images, ≥ 1
   * @param heldOut images, ≥ 1
   */
  record Generated(ImageProblem.Options options, int training, int heldOut) implements ImageSource {
    public Generated {
      checkCounts(training, heldOut);
    }

    @Override
    public String key() {
      return toString();
    }

    @Override
    public ImageShape shape() {
      return options.shape();
    }

    @Override
    public ImageSource atMost(int newTraining, int newHeldOut) {
      return new Generated(options, Math.min(training, newTraining), Math.min(heldOut, newHeldOut));
    }

    @Override
    public String text() {
      return "generated images";
    }
  }

  /**
   * CIFAR-10 in its binary version.
   *
   * @param folder that holds data_batch_1.bin … data_batch_5.bin and test_batch.bin, on any Hadoop
   *     file system
   * @param training images, the first ones; at most 50,000
   * @param heldOut images of the test file, the first ones; at most 10,000
   */
  record Cifar10(String folder, int training, int heldOut) implements ImageSource {
    /** Images of one file. */
    public static final int PER_FILE = 10_000;

    public Cifar10 {
      checkCounts(training, heldOut);
      if (training > 5 * PER_FILE || heldOut > PER_FILE) {
        throw new UsageException(
            "Invalid number of images: %d to train on, %d held out (CIFAR-10 has %d and %d)"
                .formatted(training, heldOut, 5 * PER_FILE, PER_FILE));
      }
    }

    @Override
    public String key() {
      return toString();
    }

    @Override
    public ImageShape shape() {
      return CifarFile.SHAPE;
    }

    @Override
    public ImageSource atMost(int newTraining, int newHeldOut) {
      return new Cifar10(folder, Math.min(training, newTraining), Math.min(heldOut, newHeldOut));
    }

    @Override
    public String text() {
      return "CIFAR-10";
    }
  }

  private static void checkCounts(int training, int heldOut) {
    if (training < 1 || heldOut < 1) {
      throw new UsageException(
          "Invalid number of images: %d to train on, %d held out (allowed: >= 1)"
              .formatted(training, heldOut));
    }
  }
}
