import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLTime

@testable import WorkQLOutput

/// Which cells of a repeated answer are marked as changed.
@Suite struct WatchedRowTests {
    private func grid(_ rows: [[MemoryRow.Cell]], keys: Set<Int> = []) -> CellGrid {
        let columns = (0..<3).map { index in
            var column = ResultColumn(name: "c\(index)", type: .text)
            column.isGroupKey = keys.contains(index)
            return column
        }
        var grid = CellGrid(columns, zone: .utc, ambiguous: 1)
        for row in rows {
            let cells = RowCells(row.map(\.value))
            grid.append(cells.row)
            withExtendedLifetime(cells) {}
        }
        return grid
    }

    /// Returns the marks as a text: a row a line, `x` for a changed cell.
    private func marks(
        _ old: [[MemoryRow.Cell]], _ new: [[MemoryRow.Cell]], keys: Set<Int> = []
    ) -> [String] {
        let watched = WatchedRows()
        #expect(watched.changes(in: grid(old, keys: keys)) == CellChanges())
        let changes = watched.changes(in: grid(new, keys: keys))
        return (1..<new.count + 1).map { row in
            (0..<3).map { changes[row, $0] ? "x" : "." }.joined()
        }
    }

    @Test func groupedRowsBelongToTheirKeys() {
        #expect(
            marks(
                [["a", "1", "2"], ["b", "3", "4"], ["c", "5", "6"]],
                [["b", "3", "9"], ["d", "5", "6"], ["a", "1", "2"]], keys: [0])
                == ["..x", "xxx", "..."])
        // A key that two rows have says nothing.
        #expect(
            marks(
                [["a", "1", "2"], ["a", "3", "4"]], [["a", "3", "4"], ["a", "1", "5"]], keys: [0])
                == ["...", "..x"])
    }

    @Test func otherRowsAreNewOrNot() {
        // A row that is added above the others.
        #expect(
            marks(
                [["a", "1", "2"], ["b", "3", "4"]],
                [["c", "5", "6"], ["a", "1", "2"], ["b", "3", "4"]])
                == ["xxx", "...", "..."])
        #expect(marks([["a", "1", "2"]], [["a", "1", "3"]]) == ["..x"])
        // The same row twice is one row more.
        #expect(
            marks([["a", "1", "2"]], [["a", "1", "2"], ["a", "1", "2"]]) == ["...", "xxx"])
        // One goes, another comes.
        #expect(
            marks([["a", "1", "2"], ["b", "3", "4"]], [["b", "3", "4"], ["a", "1", nil]])
                == ["...", "..x"])
        #expect(marks([["a", "1", nil]], [["a", "1", "NULL"]]) == ["..x"])
        #expect(marks([], [["a", "1", "2"]]) == ["xxx"])
        #expect(marks([["a", "1", "2"]], []) == [])
    }

    @Test func marksAreForTerminalsWithColors() throws {
        for isColored in [true, false] {
            let watched = WatchedRows()
            var text = ""
            for value in ["甲", "乙"] {
                let terminal = TerminalTraits(columns: 80, rows: 24, isColored: isColored)
                text = try written(
                    { TableWriter($0, terminal: terminal, watched: watched) },
                    ["k": .text, "v": .text], [["same", .text(value)]]
                ).text
            }
            #expect(text.contains("\u{1B}[7m乙\u{1B}[0m") == isColored)
            #expect(!text.contains("\u{1B}[7msame"))
        }
    }
}
