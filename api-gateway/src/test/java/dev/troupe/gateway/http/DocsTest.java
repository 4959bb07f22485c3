package dev.troupe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.troupe.gateway.Client;
import dev.troupe.gateway.Client.Answer;
import dev.troupe.gateway.Fleet;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DocsTest {
  private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
  private static Fleet fleet;

  @BeforeAll
  static void startTheFleet() throws Exception {
    fleet = Fleet.start(false);
  }

  @AfterAll
  static void stopTheFleet() {
    fleet.close();
  }

  @Test
  void loadsNothingFromElsewhereAndEverythingItLoadsIsThere() {
    Answer page = fleet.client.get("/docs");
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("http", "unsafe-eval", "script-src 'self' 'unsafe-inline'");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    List<String> loaded = new ArrayList<>();
    Matcher matcher = LOADED.matcher(Client.text(page));
    while (matcher.find()) {
      loaded.add(matcher.group(1));
    }
    assertThat(loaded).contains("/docs/swagger-ui-bundle.js", "/docs/reference.js", "/docs/swagger-ui.css", "/v1/openapi.json");
    loaded.stream().filter(target -> !target.equals("data:,")).forEach(target -> assertThat(fleet.client.get(target).status()).as(target).isEqualTo(200));
  }

  @Test
  void servesNoOtherFileOfTheJars() {
    for (String name : new String[] {"index.html", "swagger-ui.js", "..%2Freference.conf", "%2e%2e%2fopenapi%2fwork.json", "oauth2-redirect.html"}) {
      assertThat(fleet.client.get("/docs/" + name).code()).as(name).isEqualTo("not_found");
    }
  }

  @Test
  void servesTheDocumentToAnybody() {
    Answer document = fleet.client.get("/v1/openapi.json");
    assertThat(document.header("Content-Type")).isEqualTo("application/json");
    assertThat(document.body().path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(document.body().at("/paths/~1v1~1openapi.json/get/security")).isEmpty();
  }
}
