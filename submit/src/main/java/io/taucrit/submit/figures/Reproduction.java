package io.taucrit.submit.figures;

import io.taucrit.data.InputException;
import io.taucrit.data.images.ImageProblem;
import io.taucrit.data.images.ImageSource;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.report.Report;
import java.util.List;
import java.util.Map;

/** What a reproduction came to: figures.json. */
public record Reproduction(
    Setup setup, Map<String, String> versions, double totalSeconds, List<Result> figures) {

  /**
   * What it was made with.
   *
   * @param seeds behind every drawn mean, unless the figure says otherwise
   * @param images what the networks are trained on
   */
  public record Setup(boolean quick, List<Long> seeds, List<Data> data, Images images) {
    public static Setup of(Scope scope) {
      return new Setup(
          scope.quick(),
          scope.allSeeds(),
          scope.data().stream().map(Data::of).toList(),
          Images.of(scope.images()));
    }
  }

  /**
   * Images.
   *
   * @param source generated images, or CIFAR-10
   * @param options how they were generated; null of files
   * @param folder of the files; null where there are none
   */
  public record Images(
      String source, int training, int heldOut, ImageProblem.Options options, String folder) {
    static Images of(ImageSource source) {
      if (source instanceof ImageSource.Generated g) {
        return new Images(g.text(), g.training(), g.heldOut(), g.options(), null);
      }
      ImageSource.Cifar10 files = (ImageSource.Cifar10) source;
      return new Images(files.text(), files.training(), files.heldOut(), null, files.folder());
    }
  }

  /**
   * A data set.
   *
   * @param checksum of its rows in their order
   */
  public record Data(String name, String loss, long rows, long heldOutRows, String checksum) {
    static Data of(Scope.Dataset dataset) {
      Problem problem = dataset.problem();
      return new Data(
          dataset.name(),
          problem.lossName(),
          problem.rows(),
          problem.rows() - problem.trainingRows(),
          problem.checksum());
    }
  }

  /**
   * One figure.
   *
   * @param measured whether it has measurements; formulas alone have none
   * @param agrees whether it agrees with the paper; null where it failed
   * @param finding whether it agrees and by which numbers, or why it failed
   */
  public record Result(
      String name,
      String title,
      String source,
      String claim,
      boolean measured,
      Boolean agrees,
      String finding,
      List<Comparison> comparisons) {}

  /** A figure with what was drawn; null where it failed. */
  record Drawn(PaperFigure figure, Drawing drawing, Result result) {}

  /** A reproduction with its drawings. */
  public record Finished(Reproduction reproduction, List<Drawn> drawn) {
    /**
     * Writes the figures' files, the result as JSON and report.html.
     *
     * @param result name of the JSON file
     */
    public void write(OutputFolder folder, String result, String command) {
      FigureFiles.write(folder, drawn);
      folder.writeJson(result, reproduction);
      Report.Page page = new ReproductionText(reproduction, drawn).page(command);
      folder.writeText("report.html", page.html());
    }

    /** As it is printed. */
    public String text() {
      return new ReproductionText(reproduction, drawn).console();
    }
  }

  /** Draws all figures; one whose measurements failed says so. */
  public static Finished finish(
      List<PaperFigure> figures,
      Results results,
      Scope scope,
      Map<String, String> versions,
      double totalSeconds) {
    List<Drawn> drawn = figures.stream().map(f -> drawn(f, results, scope)).toList();
    Reproduction reproduction =
        new Reproduction(
            Setup.of(scope), versions, totalSeconds, drawn.stream().map(Drawn::result).toList());
    return new Finished(reproduction, drawn);
  }

  private static Drawn drawn(PaperFigure figure, Results results, Scope scope) {
    try {
      Drawing drawing = figure.draw(results, scope);
      return new Drawn(figure, drawing, result(figure, scope, drawing, null));
    } catch (InputException e) {
      return new Drawn(figure, null, result(figure, scope, null, e.getMessage()));
    }
  }

  private static Result result(PaperFigure figure, Scope scope, Drawing drawing, String failure) {
    return new Result(
        figure.name(),
        figure.title(),
        figure.source(),
        figure.claim(),
        !figure.experiments(scope).isEmpty(),
        drawing == null ? null : (Boolean) drawing.agrees(),
        drawing == null ? "failed: " + failure : drawing.finding(),
        drawing == null ? List.of() : drawing.comparisons());
  }
}
