package zerobridge.tracker;

import com.code_intelligence.jazzer.junit.FuzzTest;

class HttpAnswerFuzz {
  @FuzzTest(maxDuration = "40s")
  void read(byte[] bytes) {
    AnswerTargets.http(bytes);
  }
}
