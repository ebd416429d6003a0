package zerobridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteAddressTest {
  private static final String HELLO = "1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D";

  @Test
  void identifiesASiteInEveryForm() {
    SiteAddress site = SiteAddress.parse(HELLO);
    assertThat(site.shortened()).isEqualTo("1HeLLo..Tf3D");
    assertThat(HexFormat.of().formatHex(site.sha1()))
        .isEqualTo("86d65bf5a8dea3ebe1965cfe690667255d90647e");
    assertThat(site.hash160().map(HexFormat.of()::formatHex))
        .hasValue("b6918c64e4994ef65dade5087e97c85e8ce31a52");
  }

  @Test
  void anAddressWithAWrongChecksumHasNoHash() {
    assertThat(SiteAddress.parse("1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3E").hash160()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1234567890123456789012345",
        "123456789012345678901234567890123456",
        "1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D\n",
        "1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3-",
        "1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTfé"
      })
  void refusesWhatHasNotTheSyntax(String text) {
    assertThatThrownBy(() -> SiteAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
