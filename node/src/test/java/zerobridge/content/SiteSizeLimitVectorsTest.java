package zerobridge.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import zerobridge.Vectors;

class SiteSizeLimitVectorsTest {
  @TestFactory
  Stream<DynamicTest> nextLimits() {
    return Vectors.cases(Vectors.json("content/next-size-limit.json"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    "size " + c.get("size"),
                    () ->
                        assertThat(SiteSizeLimit.next(c.get("size").getAsLong()))
                            .isEqualTo(c.get("next_size_limit").getAsInt())));
  }
}
