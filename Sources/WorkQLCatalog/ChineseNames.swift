/// The Chinese words by which a table or a column can be named where no other name is meant.
package enum ChineseNames {
    /// A table's label, and its parts without what only says that it is a list: `截屏/录屏管理` is 截屏
    /// as well.
    package static func ofTable(labelled label: String) -> [String] {
        guard !label.isEmpty else { return [] }
        let parts = label.split(separator: "/").map(String.init)
        return [label] + (parts + [label]).map { $0.without(endings: ["管理", "列表", "单号"]) }
    }

    /// A column's label, and what is left of it without spaces, remarks in parentheses and `id` at its
    /// end.
    package static func ofColumn(_ name: String, labelled label: String) -> [String] {
        guard !label.isEmpty else { return [] }
        let open = label.prefix { $0 != "（" && $0 != "(" && $0 != "/" }
        let bare = String(open.filter { $0 != " " })
        var names = [label, bare]
        names.append(
            bare.without(endings: ["的userid", "userid", "UserID", "ID", "id", "title"]))
        // The services call them by many words.
        if name == "userid" { names.append("用户") }
        if name == "department_id" { names.append("部门") }
        return names
    }
}

extension String {
    /// The text without the first of the endings that it has.
    fileprivate func without(endings: [String]) -> String {
        let ending = endings.first { hasSuffix($0) && $0.count < count }
        return String(dropLast(ending?.count ?? 0))
    }
}
