package io.taucrit.jobs.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Progress;
import io.taucrit.data.InputException;
import io.taucrit.jobs.throughput.Rotation.Contender;
import io.taucrit.jobs.throughput.Throughput.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RotationTest {
  @Test
  void allAreMeasuredInTurnAndWhatRunsHereIsWarmedUp() {
    List<String> order = new ArrayList<>();
    List<Row> rows =
        new Rotation(3, Progress.NONE)
            .run(
                "test",
                List.of(
                    Contender.inProcess("a", 2, () -> called(order, "a")),
                    Contender.tool("b", () -> called(order, "b")),
                    Contender.absent("c", "not installed")));
    assertThat(order).containsExactly("a", "a", "b", "b", "a", "a", "b");
    assertThat(rows).extracting(Row::system).containsExactly("a", "b", "c");
    // The first call of a is not among them.
    assertThat(rows.get(0).measured()).containsExactly(2.0, 5.0, 6.0);
    assertThat(rows.get(0).median()).isEqualTo(5);
    assertThat(rows.get(0).relativeTo(2.0).ratio()).isEqualTo(2.5);
    assertThat(rows.get(2).median()).isNull();
    assertThat(rows.get(2).relativeTo(2.0).ratio()).isNull();
    assertThat(rows.get(2).note()).isEqualTo("not installed");
  }

  private static double called(List<String> order, String name) {
    order.add(name);
    return order.size();
  }

  @Test
  void oneThatFailsIsARowThatSaysSo() {
    List<Row> rows =
        new Rotation(2, Progress.NONE)
            .run(
                "test",
                List.of(
                    Contender.tool(
                        "broken",
                        () -> {
                          throw new InputException("broken failed");
                        }),
                    Contender.tool("other", () -> 1)));
    Map<String, Row> bySystem = rows.stream().collect(Collectors.toMap(Row::system, r -> r));
    assertThat(bySystem.get("broken").note()).isEqualTo("broken failed");
    assertThat(bySystem.get("other").measured()).containsExactly(1.0, 1.0);
  }

  @Test
  void theMedianOfTwoIsTheirMean() {
    assertThat(Row.of("a", 1, List.of(4.0, 1.0), null).median()).isEqualTo(2.5);
  }
}
