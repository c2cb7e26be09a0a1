import GRDB
import Testing

@testable import SQLiteStore

@Suite struct PackedCellsTests {
  private static let cells: [Cell] = [
    .null, .integer(.min), .integer(0), .integer(.max), .real(-0.5), .string(""), .string("整改 é"),
    .string("a\0b"), .blob([]), .blob([0, 255]),
  ]

  @Test func `what SQLite is given comes back as the same bytes`() throws {
    let given = PackedCells(Self.cells)
    let marks = Self.cells.map { _ in "?" }.joined(separator: ", ")

    let found = try DatabaseQueue().read { database in
      try database.makeStatement(sql: "SELECT \(marks)").firstRow(given) { $0.packed }
    }

    #expect(found == given)
  }

  @Test func `cells are unpacked one by one`() throws {
    let packed = PackedCells(Self.cells)

    let unpacked = packed.cells

    #expect(unpacked.count == Self.cells.count)
    #expect(PackedCells(unpacked) == packed)
  }

  @Test func `rows of other cells have other bytes`() {
    let rows = Self.cells.map { PackedCells([$0]).bytes } + [PackedCells([.null, .null]).bytes]

    #expect(Set(rows).count == rows.count)
  }
}
