import WorkQLSyntax

extension FileOptions {
    /// Returns the indices of columns that an option names.
    func indices(
        of columns: [Name], among names: [String], in file: String
    ) throws(UserError) -> [Int] {
        var indices: [Int] = []
        for column in columns {
            guard let index = names.firstIndex(where: { Name($0) == column }) else {
                throw unknown(column, among: names, in: file)
            }
            indices.append(index)
        }
        return indices
    }

    func unknown(_ column: Name, among names: [String], in file: String) -> UserError {
        let near = nearest(column.text, in: names)
        return UserError(
            .unknownColumn, "unknown column \"\(column.text)\" in \(file)", at: column.span,
            help: near.map { "did you mean \"\($0)\"?" }
                ?? "there are " + names.prefix(20).joined(separator: ", "))
    }
}
