package dev.troupe.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MembershipTest {

  @Test
  void saysWhatItCannotSee() {
    assertThat(Membership.view(3, 0)).isEmpty();
    assertThat(Membership.view(3, 1)).contains("cannot reach 1 of 3");
    assertThat(Membership.view(3, 2)).contains("reaches only 1 of 3", "cut off");
    assertThat(Membership.view(4, 2)).as("half is no majority").contains("reaches only 2 of 4");
    assertThat(Membership.view(1, 0)).isEmpty();
  }
}
