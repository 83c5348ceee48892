package io.taucrit.data;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The plain packages are used where neither Spark nor Hadoop is on the class path. */
@AnalyzeClasses(packages = "io.taucrit.data", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageWallsTest {
  @ArchTest
  static final ArchRule ONLY_TWO_PACKAGES_KNOW_HADOOP_OR_JACKSON =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.taucrit.data.hadoop..", "io.taucrit.data.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache..",
              "scala..",
              "com.fasterxml..",
              "io.taucrit.data.hadoop..",
              "io.taucrit.data.spark..");

  @ArchTest
  static final ArchRule HADOOP_DOES_NOT_KNOW_SPARK =
      noClasses()
          .that()
          .resideInAPackage("io.taucrit.data.hadoop..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..", "io.taucrit.data.spark..");
}
