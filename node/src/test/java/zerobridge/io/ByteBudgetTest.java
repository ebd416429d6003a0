package zerobridge.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  @Test
  void givesNoMoreThanThereIs() {
    ByteBudget budget = new ByteBudget(100);
    assertThat(budget.tryTake(60, 0)).isTrue();
    assertThat(budget.tryTake(41, 0)).isFalse();
    assertThat(budget.tryTake(40, 1)).isFalse();
    assertThat(budget.tryTake(40, 0)).isTrue();
    assertThat(budget.taken()).isEqualTo(100);
    budget.giveBack(50);
    assertThat(budget.tryTake(30, 20)).isTrue();
    assertThat(budget.tryTake(1, 20)).isFalse();
  }

  @Test
  void unlimitedNeverRefuses() {
    ByteBudget budget = ByteBudget.unlimited();
    assertThat(budget.tryTake(Long.MAX_VALUE / 2, 0)).isTrue();
    assertThat(budget.tryTake(Long.MAX_VALUE / 2, 0)).isTrue();
  }
}
