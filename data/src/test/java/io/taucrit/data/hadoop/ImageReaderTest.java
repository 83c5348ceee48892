package io.taucrit.data.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import io.taucrit.data.images.ImageSource;
import io.taucrit.data.images.LabelledImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageReaderTest {
  private static final int RECORD = 3073;

  @TempDir Path folder;

  private void write(String name, int... labels) throws IOException {
    byte[] bytes = new byte[labels.length * RECORD];
    for (int image = 0; image < labels.length; image++) {
      bytes[image * RECORD] = (byte) labels[image];
    }
    Files.write(folder.resolve(name), bytes);
  }

  private LabelledImages read(int training, int heldOut) {
    return ImageReader.read(
        new ImageSource.Cifar10(folder.toString(), training, heldOut), new Configuration());
  }

  @Test
  void readsFilesInOrderUntilThereAreEnough() throws IOException {
    write("data_batch_1.bin", 1, 2);
    write("data_batch_2.bin", 3, 4);
    write("test_batch.bin", 5, 6, 7);
    LabelledImages images = read(3, 2);
    assertThat(images.training().labels()).containsExactly(1, 2, 3);
    assertThat(images.heldOut().labels()).containsExactly(5, 6);
    assertThat(images.shape().features()).isEqualTo(3072);
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    write("data_batch_1.bin", 1, 2);
    assertThatThrownBy(() -> read(3, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("data_batch_2.bin");
    write("test_batch.bin", 5);
    assertThatThrownBy(() -> read(2, 2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("its files hold 1; ask for fewer");
  }

  @Test
  void makesImagesWithoutAnyFile() {
    LabelledImages images = ImageReader.read(ImageSource.standard(), new Configuration());
    assertThat(images.training().rows()).isEqualTo(4000);
    assertThat(images.heldOut().labels()).isNotEqualTo(images.training().labels());
  }
}
