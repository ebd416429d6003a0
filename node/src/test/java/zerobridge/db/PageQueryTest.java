package zerobridge.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import java.util.List;
import org.junit.jupiter.api.Test;
import zerobridge.codec.Json;

/** Where the rewriting of queries looks closer than the reference does. */
class PageQueryTest {
  @Test
  void marksInLiteralsAndCommentsStay() throws Exception {
    assertThat(rewrite("SELECT '?a' || \":b\" -- ?\n FROM t WHERE x = :id /* ? */", "{'id': 1}"))
        .isEqualTo(
            new PageQuery(
                "SELECT '?a' || \":b\" -- ?\n FROM t WHERE x = :id /* ? */", List.of(1L)));
  }

  @Test
  void aLineBreakAfterSelectIsFine() throws Exception {
    assertThat(rewrite("SELECT\n a FROM t WHERE ?", "{'a': 1}").sql())
        .isEqualTo("SELECT\n a FROM t WHERE  a = ?");
  }

  @Test
  void bracketsAroundAListAreFine() throws Exception {
    PageQuery query = rewrite("SELECT a FROM t WHERE a IN ( :ids )", "{'ids': [1, 'x']}");
    assertThat(query.sql()).isEqualTo("SELECT a FROM t WHERE a IN ( :ids__0, :ids__1 )");
    assertThat(query.values()).containsExactly(1L, "x");
  }

  @Test
  void aNameUsedTwiceIsBoundOnce() throws Exception {
    assertThat(rewrite("SELECT :b, :a, :b", "{'a': 1, 'b': 2}").values()).containsExactly(2L, 1L);
  }

  @Test
  void addsTheWhereThatTheDocumentationForgot() throws Exception {
    assertThat(rewrite("SELECT * FROM json ?", "{'directory': 'x'}").sql())
        .isEqualTo("SELECT * FROM json  WHERE directory = ?");
  }

  @Test
  void refusesSqlInTheNameOfAField() {
    assertThatThrownBy(() -> rewrite("SELECT * FROM t WHERE ?", "{'1=1 OR a': 1}"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("1=1 OR a");
  }

  @Test
  void refusesASecondStatementButNotACommentAfterTheFirst() throws Exception {
    assertThat(rewrite("SELECT 1; -- done", "{}").sql()).isEqualTo("SELECT 1; -- done");
    assertThatThrownBy(() -> rewrite("SELECT ';'; DROP TABLE t", "{}"))
        .hasMessage("You can only execute one statement at a time.");
  }

  @Test
  void longListsOfTextAreQuoted() throws Exception {
    String list = "\"it's\",".repeat(101).replaceAll(",$", "");
    PageQuery query =
        PageQuery.rewrite("SELECT * FROM t WHERE ?", Json.parse("{\"a\": [" + list + "]}"));
    assertThat(query.values()).isEmpty();
    assertThat(query.sql()).contains("a IN ('it''s','it''s',");
  }

  private static PageQuery rewrite(String sql, String params) throws Exception {
    JsonElement json = Json.parse(params.replace('\'', '"'));
    return PageQuery.rewrite(sql, json);
  }
}
