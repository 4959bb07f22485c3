package dev.troupe.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.troupe.cli.local.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stack as Docker itself reads it, with the settings of each environment; needs Docker's client, and no engine. */
class StackFileTest {
  private static final Path DEPLOY = Path.of("../deploy");
  private static final Path STACK = DEPLOY.resolve("swarm-stack.yml");
  private static final Path LAB = DEPLOY.resolve("lab-override.yml");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(:-)?[^}]*\\}");
  /** What an environment file may say that is a password or a key, and not where one is kept. */
  private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|ADMIN_KEY|SECRET)");

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "production", "lab"})
  void isWhatDockerUnderstands(String environment) throws IOException, InterruptedException {
    JsonNode services = config(environment).path("services");
    assertThat(services.size()).isGreaterThan(5);
    services.properties().forEach(service -> {
      JsonNode options = service.getValue();
      String name = environment + ", " + service.getKey();
      assertThat(options.at("/logging/options/max-size").asText()).as("%s: a bound for its log", name).isNotEmpty();
      assertThat(options.at("/deploy/resources/limits/memory").asLong()).as("%s: a bound for its memory", name).isPositive();
      assertThat(options.at("/deploy/resources/limits/cpus").asDouble()).as("%s: a bound for its processors", name).isPositive();
      options.path("environment").properties().forEach(variable -> {
        assertThat(SECRET.matcher(variable.getKey()).matches()).as("%s: %s is a secret in the open", name, variable.getKey()).isFalse();
        if (variable.getKey().endsWith("_FILE")) {
          assertThat(variable.getValue().asText()).as("%s: %s", name, variable.getKey()).startsWith("/run/secrets/");
        }
      });
    });
  }

  @Test
  void updatesNodesOneByOneAndTakesBackWhatNeverBecomesHealthy() throws IOException, InterruptedException {
    JsonNode node = config("production").at("/services/node");
    assertThat(node.at("/deploy/update_config/order").asText()).isEqualTo("start-first");
    assertThat(node.at("/deploy/update_config/parallelism").asInt()).isEqualTo(1);
    assertThat(node.at("/deploy/update_config/failure_action").asText()).isEqualTo("rollback");
    assertThat(node.path("read_only").asBoolean()).isTrue();
    assertThat(node.at("/cap_drop/0").asText()).isEqualTo("ALL");
    assertThat(node.at("/deploy/replicas").asInt()).isEqualTo(3);
    JsonNode networks = config("production").path("networks");
    for (String closed : List.of("cluster", "data")) {
      assertThat(networks.at("/" + closed + "/internal").asBoolean()).as("%s is closed", closed).isTrue();
      assertThat(networks.at("/" + closed + "/driver_opts").has("encrypted")).as("%s is encrypted", closed).isTrue();
    }
  }

  @Test
  void startsAllNewNodesBesideTheOldOnesWhenBlueGreen() throws IOException, InterruptedException {
    JsonNode update = config("production", Map.of("TROUPE_UPDATE_PARALLELISM", "0")).at("/services/node/deploy/update_config");
    assertThat(update.path("parallelism").isIntegralNumber()).as(update.toString()).isTrue();
    assertThat(update.path("parallelism").asInt()).as("all at once").isZero();
    assertThat(update.path("order").asText()).isEqualTo("start-first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "production", "lab"})
  void knowsEverythingAnEnvironmentSays(String environment) throws IOException {
    Set<String> known = new TreeSet<>();
    for (Path file : List.of(STACK, LAB)) {
      Matcher variable = VARIABLE.matcher(Files.readString(file));
      while (variable.find()) {
        known.add(variable.group(1));
      }
    }
    assertThat(known).containsAll(settings(environment).keySet());
  }

  @Test
  void hasADefaultForEveryVariable() throws IOException {
    Matcher variable = VARIABLE.matcher(Files.readString(STACK).replaceAll("(?m)^\\s*#.*", ""));
    while (variable.find()) {
      assertThat(variable.group(2)).as(variable.group(1)).isEqualTo(":-");
    }
  }

  private static Map<String, String> settings(String environment) throws IOException {
    return EnvFile.read(DEPLOY.resolve("env").resolve(environment + ".env"));
  }

  private static JsonNode config(String environment) throws IOException, InterruptedException {
    return config(environment, Map.of());
  }

  private static JsonNode config(String environment, Map<String, String> set) throws IOException, InterruptedException {
    assumeThat(Programs.succeeds(List.of("docker", "stack", "config", "--help"))).as("Docker's client is here").isTrue();
    List<String> command = new ArrayList<>(List.of("docker", "stack", "config", "-c", STACK.toString()));
    if ("lab".equals(environment)) {
      command.addAll(List.of("-c", LAB.toString()));
    }
    ProcessBuilder docker = new ProcessBuilder(command);
    docker.environment().putAll(settings(environment));
    docker.environment().putAll(set);
    Path errors = Files.createTempFile("stack", ".err");
    try {
      Process process = docker.redirectError(errors.toFile()).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
      assertThat(errors).as("warnings").isEmptyFile();
      return new YAMLMapper().readTree(text);
    } finally {
      Files.delete(errors);
    }
  }
}
