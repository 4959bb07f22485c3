package dev.troupe.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JournalSettingsTest {
  private static Config with(String override) {
    return ConfigFactory.parseString(override).withFallback(ConfigFactory.load("journal-test"));
  }

  @Test
  void readsTheDefaults() {
    assertThat(JournalSettings.of(with(""))).isEqualTo(new JournalSettings(2, 10_000, 400, 4 << 20, Duration.ofMillis(5), Duration.ofSeconds(5)));
  }

  @Test
  void namesTheKeyThatIsOutOfRange() {
    assertThatThrownBy(() -> JournalSettings.of(with("troupe.journal.writers = 0")))
        .hasMessage("Expected troupe.journal.writers from 1 to 32, but it is 0.");
    assertThatThrownBy(() -> JournalSettings.of(with("troupe.journal.close-timeout = 61s")))
        .hasMessage("Expected troupe.journal.close-timeout from 0 s to 60 s, but it is 61 s.");
    assertThatThrownBy(() -> DatabaseSettings.of(with("troupe.database { url = \"jdbc:postgresql://h/d\", socket-timeout = 1500us }")))
        .hasMessage("Expected troupe.database.socket-timeout from 1 s to 600 s, but it is 1 ms.");
  }

  @Test
  void asksForADatabase() {
    assertThatThrownBy(() -> DatabaseSettings.of(with("troupe.database.url = \"\"")))
        .hasMessage("Expected troupe.database.url (TROUPE_DB_URL) to begin with jdbc:postgresql:, but it is not set.");
  }

  @Test
  void neverPrintsAPassword() {
    DatabaseSettings settings = DatabaseSettings.of(
        with("troupe.database { url = \"jdbc:postgresql://h/d?password=secret1\", password = secret2 }"));
    assertThat(settings.toString()).doesNotContain("secret").contains("jdbc:postgresql://h/d");
  }
}
