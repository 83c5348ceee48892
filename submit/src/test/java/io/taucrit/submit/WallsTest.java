package io.taucrit.submit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import org.apache.hadoop.fs.FileStatus;
import org.assertj.core.api.Assertions;

/**
 * The walls between the modules: data → core → jobs → submit, and who may know Spark and Hadoop.
 */
@AnalyzeClasses(
    packages = "io.taucrit",
    importOptions = {ImportOption.DoNotIncludeTests.class, WallsTest.NoTestJars.class})
class WallsTest {
  /** Tests of other modules, whose classes some tests here use. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String[] ENGINES = {"org.apache.spark..", "org.apache.hadoop.."};

  @ArchTest
  static final ArchRule coreKnowsNeitherSparkNorHadoop =
      noClasses()
          .that()
          .resideInAPackage("io.taucrit.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ENGINES);

  @ArchTest
  static final ArchRule coreUsesOnlyPlainData =
      noClasses()
          .that()
          .resideInAPackage("io.taucrit.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.taucrit.data.spark..",
              "io.taucrit.data.hadoop..",
              "io.taucrit.jobs..",
              "io.taucrit.submit..",
              "com.fasterxml..",
              "picocli..");

  @ArchTest
  static final ArchRule plainDataKnowsNeitherSparkNorHadoop =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.taucrit.data",
              "io.taucrit.data.random..",
              "io.taucrit.data.view..",
              "io.taucrit.data.libsvm..",
              "io.taucrit.data.synthetic..",
              "io.taucrit.data.images..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ENGINES);

  @ArchTest
  static final ArchRule hadoopReadersKnowNoSpark =
      noClasses()
          .that()
          .resideInAPackage("io.taucrit.data.hadoop..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.spark..");

  @ArchTest
  static final ArchRule dataKnowsNobody =
      noClasses()
          .that()
          .resideInAPackage("io.taucrit.data..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.taucrit.core..", "io.taucrit.jobs..", "io.taucrit.submit..");

  @ArchTest
  static final ArchRule jobsKnowNoCommandLine =
      noClasses()
          .that()
          .resideInAPackage("io.taucrit.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.taucrit.submit..", "picocli..");

  @ArchTest
  static final ArchRule corePackagesFormNoCycle =
      slices().matching("io.taucrit.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule jobsPackagesFormNoCycle =
      slices().matching("io.taucrit.jobs.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule submitPackagesFormNoCycle =
      slices().matching("io.taucrit.(submit.*)..").should().beFreeOfCycles();

  /**
   * The time of day may jump, and files have it too: bounds, leases and durations are counted on
   * System.nanoTime. The name of a folder of results has it for the reader.
   */
  @ArchTest
  static final ArchRule nothingDependsOnTheTimeOfDay =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.taucrit.submit.command.OutputOptions")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(FileStatus.class, "getModificationTime")
          .orShould()
          .callMethod(File.class, "lastModified")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.file.attribute.FileTime")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Date")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.time..");

  /** Rules about no classes hold trivially; there must be classes of every module. */
  @ArchTest
  static void allModulesAreSeen(JavaClasses classes) {
    for (String module : new String[] {"data", "core", "jobs", "submit"}) {
      Assertions.assertThat(
              classes.stream().filter(c -> c.getPackageName().startsWith("io.taucrit." + module)))
          .as(module)
          .hasSizeGreaterThan(10);
    }
  }
}
