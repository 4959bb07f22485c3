package dev.troupe.node.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoardSettingsTest {
  @Test
  void takesTheShippedConfiguration() {
    assertThat(of("").sweep()).isEqualTo(new BoardSettings.Sweeping(Duration.ofSeconds(2), Duration.ofSeconds(5), 2_000, 2_000, Duration.ofSeconds(10)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"page-size=9", "poll-busy=0s", "poll-idle=1ms", "group-size=0", "group-duration=2s", "max-queries=0", "query-timeout=10ms",
      "summary-cache=2m", "max-waiting=0", "sweep.period=1ms", "sweep.grace=1h", "sweep.max-per-round=10001", "sweep.wakes-per-second=1",
      "sweep.wake-again-after=1h"})
  void namesTheKeyThatIsOutOfItsRange(String setting) {
    assertThatThrownBy(() -> of("troupe.board." + setting)).hasMessageContaining("troupe.board." + setting.substring(0, setting.indexOf('=')));
  }

  @Test
  void readsOnlyPositionsItHasWritten() {
    JournalPosition position = new JournalPosition(812, 4711);
    assertThat(JournalPosition.parse(position.toString())).isEqualTo(position);
    for (String text : new String[] {"", "-", "1-", "-1", "a-b", "1--2", "99999999999999999999-1", "1-1-1"}) {
      assertThatThrownBy(() -> JournalPosition.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static BoardSettings of(String setting) {
    return BoardSettings.of(ConfigFactory.parseString(setting).withFallback(ConfigFactory.load("board-test")));
  }
}
