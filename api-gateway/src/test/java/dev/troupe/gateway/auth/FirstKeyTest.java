package dev.troupe.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FirstKeyTest {
  private static final Pattern KEY = Pattern.compile("trp_first_[0-9a-f]{64}");

  @Test
  void isPrintedOnceAndLetsTheFirstAdminIn() throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (Fleet fleet = Fleet.start(true, "troupe.gateway.auth { mode = keys, failures-per-minute = 3 }")) {
      String key = awaitKey(printed);
      Answer keys = get(fleet, "/v1/keys", key);
      assertThat(keys.status()).isEqualTo(200);
      assertThat(keys.body().at("/items/0/name").asText()).isEqualTo("first-admin");
      assertThat(keys.body().at("/items/0/created_by").asText()).isEqualTo("troupe:first-key");
      for (int i = 0; i < 3; i++) {
        assertThat(get(fleet, "/v1/keys", "wrong-" + i).status()).isEqualTo(401);
      }
      Answer limited = get(fleet, "/v1/keys", "wrong-4");
      assertThat(limited.status()).isEqualTo(429);
      assertThat(limited.code()).isEqualTo("rate_limited");
      assertThat(Integer.parseInt(limited.header("Retry-After"))).isBetween(50, 60);
      assertThat(get(fleet, "/v1/keys", key).status()).isEqualTo(200);
      assertThat(fleet.client.get("/health/live").status()).isEqualTo(200);
    } finally {
      System.setOut(console);
    }
  }

  private static Answer get(Fleet fleet, String path, String key) {
    return fleet.client.send(fleet.client.request(path).header("Authorization", "Bearer " + key).GET());
  }

  private static String awaitKey(ByteArrayOutputStream printed) {
    Instant patience = Instant.now().plus(Duration.ofSeconds(20));
    while (Instant.now().isBefore(patience)) {
      Matcher found = KEY.matcher(printed.toString(StandardCharsets.UTF_8));
      if (found.find()) {
        return found.group();
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("Expected the first key on the console, but there is none.");
  }
}
