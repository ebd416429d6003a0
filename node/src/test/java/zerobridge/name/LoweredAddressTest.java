package zerobridge.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import zerobridge.crypto.SiteAddress;

class LoweredAddressTest {
  /** Few doubtful letters, so that the whole search takes milliseconds. */
  private static final String EASY = easy();

  @Test
  void findsTheLetterCase() {
    assertThat(LoweredAddress.restore(EASY.toLowerCase(java.util.Locale.ROOT))).contains(EASY);
  }

  @Test
  void findsNothingForATypingMistake() {
    String wrong = EASY.toLowerCase(java.util.Locale.ROOT);
    char last = wrong.charAt(wrong.length() - 1);
    wrong = wrong.substring(0, wrong.length() - 1) + (last == '2' ? '3' : '2');
    assertThat(LoweredAddress.restore(wrong)).isEmpty();
  }

  @Test
  void refusesASearchThatWouldNotEnd() {
    assertThat(LoweredAddress.restore("1" + "a".repeat(33))).isEmpty();
  }

  private static String easy() {
    java.util.Random random = new java.util.Random(4);
    byte[] hash = new byte[20];
    String address;
    do {
      random.nextBytes(hash);
      address = SiteAddress.ofHash160(hash).value();
    } while (address.chars().filter(Character::isLetter).count() > 20);
    return address;
  }
}
