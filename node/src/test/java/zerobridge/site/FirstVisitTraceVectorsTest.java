package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zerobridge.Vectors;
import zerobridge.content.FileEntry;
import zerobridge.io.InnerPath;

/**
 * A first visit asks for files in the reference's order. In the recording a few files were on their
 * way already when more urgent ones became known; what counts is that our queue, knowing all, never
 * puts a file before one that the reference holds more urgent.
 */
class FirstVisitTraceVectorsTest {
  private static final String MANIFEST = "content.json";

  private static List<InnerPath> requested() {
    JsonObject trace = Vectors.json("peer/first_visit_trace.json").getAsJsonObject();
    Set<InnerPath> paths = new LinkedHashSet<>();
    for (JsonElement each : trace.getAsJsonArray("requests")) {
      JsonObject params = each.getAsJsonObject().getAsJsonObject("params");
      if (params.has("inner_path")) {
        paths.add(InnerPath.parse(params.get("inner_path").getAsString()));
      }
    }
    return List.copyOf(paths);
  }

  private static List<InnerPath> order(List<InnerPath> queued) {
    TaskQueue queue = new TaskQueue();
    for (InnerPath path : queued) {
      FileEntry entry =
          path.isManifest()
              ? null
              : new FileEntry(path, InnerPath.ROOT_MANIFEST, "", 1, false, null);
      DownloadTask unused = queue.add(path, entry, TaskPriority.DOWNLOAD, 0);
    }
    List<InnerPath> order = new ArrayList<>();
    for (DownloadTask task = queue.take(any -> true);
        task != null;
        task = queue.take(any -> true)) {
      order.add(task.path());
    }
    return order;
  }

  @Test
  void theRootComesFirstThenThePageAndWhatItNeeds() {
    List<InnerPath> recorded = requested();
    List<InnerPath> shuffled = new ArrayList<>(recorded);
    Collections.shuffle(shuffled, new Random(7));

    List<InnerPath> order = order(shuffled);

    assertThat(order.get(0)).isEqualTo(InnerPath.ROOT_MANIFEST);
    assertThat(order.get(1)).isEqualTo(InnerPath.parse("index.html"));
    List<InnerPath> page =
        recorded.stream()
            .filter(path -> !path.value().endsWith(MANIFEST))
            .filter(path -> TaskPriority.boost(path) > 2)
            .toList();
    assertThat(order.subList(1, 1 + page.size())).containsExactlyInAnyOrderElementsOf(page);
    assertThat(order.subList(1, 5)).isEqualTo(page.subList(0, 4));
  }

  @Test
  void filesOfEqualUrgencyKeepTheOrderInWhichTheyBecameKnown() {
    List<InnerPath> recorded = requested();
    List<InnerPath> plain =
        recorded.stream().filter(path -> TaskPriority.boost(path) == 0).toList();

    assertThat(order(plain)).isEqualTo(plain);
  }

  @Test
  void templatesComeLast() {
    List<InnerPath> recorded = requested();

    List<InnerPath> order = order(recorded);

    long templates = recorded.stream().filter(p -> p.value().contains("-default")).count();
    assertThat(templates).isPositive();
    assertThat(order.subList(order.size() - (int) templates, order.size()))
        .allMatch(path -> path.value().contains("-default"));
  }
}
