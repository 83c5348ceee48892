package io.taucrit.jobs.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import io.taucrit.data.fuzz.FuzzContract;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any text as the description of a checkpoint: the same run, another one, or no description. */
class RunIdentityFuzzTest extends FuzzContract {
  private static final RunIdentity RUN =
      new RunIdentity(Map.of("seed", "7", "step", "0.5", "rows", "é"), 8, 0.25, null);

  @Override
  protected List<byte[]> valid() {
    return List.of(
        RUN.toJson().getBytes(StandardCharsets.UTF_8),
        new RunIdentity(RUN.identity(), 1, null, null).toJson().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  protected void read(byte[] input) {
    RunIdentity saved = RunIdentity.fromJson(new String(input, StandardCharsets.UTF_8), name());
    assertThat(RunIdentity.fromJson(saved.toJson(), name())).isEqualTo(saved);
    RUN.checkSame(saved, name());
  }

  @Override
  protected String name() {
    return "checkpoint-1.bin";
  }

  @Override
  protected long allocation(int length) {
    return 500_000 + 200L * length;
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"null", "{}", "[]", "{\"identity\": {}, \"batch\": 0}"})
  void refusesWhatIsNoDescription(String json) {
    assertThatThrownBy(() -> RunIdentity.fromJson(json, name()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot resume from checkpoint-1.bin: it");
  }
}
