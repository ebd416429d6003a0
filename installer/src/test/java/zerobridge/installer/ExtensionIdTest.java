package zerobridge.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExtensionIdTest {

  /** SHA-256 of the empty key begins with e3b0c44298fc1c149afbf4c8996fb924. */
  @Test
  void isTheFirstHalfOfTheKeysHashInLettersFromA() {
    assertThat(ExtensionId.ofKey("").value()).isEqualTo("odlameecjipmbmbejkplpemijjgpljce");
  }

  /** SHA-256 of "/x" begins with b3d1db318671a024a7e4b433389f8820. */
  @Test
  void withoutAKeyIsTheHashOfTheFolder() {
    assertThat(ExtensionId.ofFolder(Path.of("/x")).value())
        .isEqualTo("ldnbnldbighbkacekhoeledddijpiica");
  }

  @Test
  void refusesOtherLetters() {
    assertThatThrownBy(() -> new ExtensionId("q".repeat(32)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ExtensionId("a".repeat(31)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
