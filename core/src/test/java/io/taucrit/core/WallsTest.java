package io.taucrit.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mathematics runs where there is neither Spark nor Hadoop. */
class WallsTest {
  @ParameterizedTest
  @ValueSource(strings = {"org.apache.spark.SparkContext", "org.apache.hadoop.conf.Configuration"})
  void isNotOnTheClassPath(String name) {
    assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
  }
}
