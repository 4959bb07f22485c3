package dev.troupe.load.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.cli.local.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards against the types that Grafana publishes; skipped where npm, or what it would fetch, is not to be had. */
class GrafanaSchemaTest {
  private static final Path CHECK = DebianProgram.MONITORING.resolve("tests/grafana");

  @TempDir Path folder;

  @Test
  void fitsWhatGrafanaPublishes() throws IOException {
    install();
    Path dashboards = DebianProgram.MONITORING.resolve("grafana/dashboards");
    assertThat(judge(dashboards)).endsWith(" values fit");

    Path bad = Files.createDirectory(folder.resolve("bad"));
    String fleet = Files.readString(dashboards.resolve("fleet.json"));
    Files.writeString(bad.resolve("fleet.json"), fleet.replace("\"gridPos\"", "\"gridPosition\""));
    assertThat(judge(bad)).as("what does not fit").contains("gridPosition");
  }

  private void install() throws IOException {
    for (String file : List.of("package.json", "check.mjs")) {
      Files.copy(CHECK.resolve(file), folder.resolve(file));
    }
    try {
      Programs.run(List.of("npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"), folder);
    } catch (IOException noneToBeHad) {
      String reason = "SKIPPED: npm cannot fetch @grafana/schema: " + noneToBeHad.getMessage();
      System.err.println(reason);
      Assumptions.abort(reason);
    }
  }

  private String judge(Path dashboards) {
    try {
      return Programs.run(List.of("node", "check.mjs", dashboards.toString()), folder).strip();
    } catch (IOException refused) {
      return refused.getMessage();
    }
  }
}
