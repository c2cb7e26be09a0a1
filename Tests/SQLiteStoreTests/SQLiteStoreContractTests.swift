import Testing
import WorkflowTesting

@testable import SQLiteStore

@Suite struct SQLiteStoreContractTests {
  @Test(arguments: StoreContract.all)
  func `keeps the store contract`(_ promise: StoreContract) async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite")

      try await promise.check(store)

      try await store.close()
    }
  }

  @Test(arguments: StoreContract.all)
  func `keeps the store contract as a scratch store`(_ promise: StoreContract) async throws {
    try await promise.check(SQLiteStore.scratch())
  }
}
