package io.taucrit.data.hadoop;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.InputException;
import io.taucrit.data.images.CifarFile;
import io.taucrit.data.images.ImageProblem;
import io.taucrit.data.images.ImageSource;
import io.taucrit.data.images.LabelledImages;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads images from where a source says they are. Stateless. */
public final class ImageReader {
  private ImageReader() {}

  /**
   * @throws InputException if a file cannot be read, is no CIFAR-10 binary, or has too few images
   */
  public static LabelledImages read(ImageSource source, Configuration configuration) {
    if (source instanceof ImageSource.Generated generated) {
      ImageProblem problem = ImageProblem.of(generated.options());
      return new LabelledImages(
          source.shape(),
          problem.block(0, generated.training()),
          problem.block(generated.training(), generated.heldOut()));
    }
    ImageSource.Cifar10 cifar = (ImageSource.Cifar10) source;
    List<String> batches =
        IntStream.rangeClosed(1, 5).mapToObj("data_batch_%d.bin"::formatted).toList();
    return new LabelledImages(
        source.shape(),
        images(cifar.folder(), batches, cifar.training(), configuration),
        images(cifar.folder(), List.of("test_batch.bin"), cifar.heldOut(), configuration));
  }

  private static CsrBlock images(
      String folder, List<String> names, int count, Configuration configuration) {
    CsrBlockBuilder rows = new CsrBlockBuilder(count, count * CifarFile.SHAPE.features());
    for (String name : names) {
      if (rows.rows() < count) {
        add(new Path(Paths.of(folder), name), count - rows.rows(), rows, configuration);
      }
    }
    if (rows.rows() < count) {
      throw new InputException(
          "Cannot read %d images from %s: its files hold %d; ask for fewer"
              .formatted(count, folder, rows.rows()));
    }
    return rows.build();
  }

  private static void add(Path file, int most, CsrBlockBuilder rows, Configuration configuration) {
    try (InputStream in =
        new BufferedInputStream(file.getFileSystem(configuration).open(file), 1 << 16)) {
      CifarFile.read(in, file.toString(), most, rows);
    } catch (IOException e) {
      throw Paths.unreadable(file.toString(), e);
    }
  }
}
