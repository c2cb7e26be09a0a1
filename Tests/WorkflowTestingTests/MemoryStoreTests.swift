import Testing
import WorkflowTesting

@Suite struct MemoryStoreTests {
  @Test(arguments: StoreContract.all)
  func `keeps the store contract`(_ promise: StoreContract) async throws {
    try await promise.check(MemoryStore())
  }

  @Test func `no two promises read the same`() {
    let sentences = StoreContract.all.map(\.description)

    #expect(Set(sentences).count == sentences.count)
  }
}
