package dev.troupe.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeploymentTest {

  @Test
  void knowsTheSecretsTheStackExpects() throws IOException {
    String stack = Files.readString(Path.of("../deploy/swarm-stack.yml"));
    assertThat(Deployment.secretNames(stack, Map.of())).containsExactlyInAnyOrder(
      "troupe_db_password", "troupe_admin_key", "troupe_grafana_password", "troupe_node_ca_1", "troupe_node_cert_1", "troupe_node_key_1",
      "troupe_https_cert_1", "troupe_https_key_1");
    Map<String, String> renewed = Map.of("TROUPE_CERTIFICATES", "2", "TROUPE_DB_PASSWORD_SECRET", "troupe_db_password_2", "TROUPE_ADMIN_KEY_SECRET", "other");
    assertThat(Deployment.secretNames(stack, renewed)).containsExactlyInAnyOrder(
      "troupe_db_password", "troupe_db_password_2", "other", "troupe_grafana_password", "troupe_node_ca_2", "troupe_node_cert_2", "troupe_node_key_2",
      "troupe_https_cert_2", "troupe_https_key_2");
    assertThat(stack.split("external: true", -1)).as("no secret is overlooked").hasSize(Deployment.secretNames(stack, renewed).size() + 1);
  }

  @Test
  void tellsWhatIsNoVariableOfTheStack() throws IOException {
    String stack = Files.readString(Path.of("../deploy/swarm-stack.yml"));
    assertThat(Deployment.unknown(stack, Set.of("TROUPE_REPLICAS", "TROUPE_IMAGE", "TROUPE_CERTIFICATES"))).isEmpty();
    assertThat(Deployment.unknown(stack, Set.of("TROUPE_REPLICAS", "TROUPE_REPLICA"))).containsExactly("TROUPE_REPLICA");
  }
}
