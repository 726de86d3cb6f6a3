/// One of the company's people.
public struct Person: Sendable, Hashable {
    /// The place in the roster, 0…239.
    public let index: Int
    public let userid: String
    public let name: String
    /// One or two; the first is the main one.
    public let departments: [Int]
    /// Whether the app's visible range has this person in it.
    public let isVisible: Bool
    /// The check-in rule (groupid).
    public let groupid: Int
}

/// Who works here.
///
/// The first 40 have ids in pinyin and departments set by hand; the other 200 are u001…u200.
enum Roster {
    private struct Named {
        let userid: String
        let name: String
        let departments: [Int]
        let groupid: Int

        init(_ userid: String, _ name: String, _ departments: [Int], group: Int = 1) {
            self.userid = userid
            self.name = name
            self.departments = departments
            groupid = group
        }
    }

    private static let named: [Named] = [
        Named("zhangsan", "张三", [3]), Named("lisi", "李四", [7, 9]),
        Named("wangwu", "王五", [9]), Named("zhaoliu", "赵六", [11], group: 3),
        Named("sunqi", "孙七", [4]), Named("zhouba", "周八", [5], group: 2),
        Named("wujiu", "吴九", [8], group: 4), Named("zhengshi", "郑十", [10], group: 5),
        // The board's office: the first four are hidden from the app.
        Named("dongqing", "董青", [12]), Named("guwei", "顾微", [12]),
        Named("shentong", "沈彤", [12]), Named("yanfei", "颜菲", [12], group: 4),
        Named("heping", "何平", [12]), Named("fangyuan", "方圆", [12]),
        // Only in the root, seen because the agent names them.
        Named("xuwei", "许巍", [1], group: 4), Named("Li.Lei", "李雷", [1]),
        Named("han-meimei", "韩梅梅", [9]), Named("chen_hao", "陈浩", [2]),
        Named("yoshida@xinghe", "𠮷田明", [7]), Named("aygul", "阿依古丽·买买提", [8, 6]),
        Named("liuyang", "刘洋", [4], group: 3), Named("huangmin", "黄敏", [11], group: 3),
        Named("linfeng", "林枫", [3, 4]), Named("gaoyuan", "高原", [6], group: 4),
        Named("luoyan", "罗燕", [7], group: 4), Named("tangli", "唐莉", [10]),
        Named("songjie", "宋杰", [5], group: 2), Named("dengchao", "邓超", [2]),
        Named("caoyun", "曹芸", [3], group: 2), Named("pengbo", "彭博", [8]),
        Named("zengqi", "曾琦", [4]), Named("xiaoyu", "萧雨", [9], group: 5),
        Named("tianxin", "田心", [10, 9]), Named("dongjie", "董洁", [5]),
        Named("panyue", "潘越", [11]), Named("yuanye", "袁野", [7], group: 4),
        Named("jiangshan", "江山", [6]), Named("caixia", "蔡霞", [2], group: 5),
        Named("weilai", "魏来", [3]), Named("luming", "陆鸣", [4], group: 3),
    ]

    private static let hidden: Set<String> = ["dongqing", "guwei", "shentong", "yanfei"]

    private static let surnames = Array("王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜")
    private static let given = [
        "伟", "芳", "娜", "敏", "静", "磊", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀英", "秀兰",
        "晓东", "雪梅", "志强", "建国", "文博", "子涵", "雨桐", "浩然", "思远", "嘉怡", "梓萱", "俊熙",
        "一诺", "欣怡", "宇轩", "晨曦", "海燕", "国栋", "丽华", "春梅",
    ]

    /// How the other 200 are spread: (department, how many, chance in 1000 of a second one).
    private static let spread: [(department: Int, count: Int)] = [
        (2, 12), (3, 44), (4, 24), (5, 22), (6, 8), (7, 26), (8, 24), (9, 10), (10, 12), (11, 18),
    ]

    static func people(seed: UInt64) -> [Person] {
        var people = named.enumerated().map { index, person in
            Person(
                index: index, userid: person.userid, name: person.name,
                departments: person.departments, isVisible: !hidden.contains(person.userid),
                groupid: person.groupid)
        }
        let homes = spread.flatMap { Array(repeating: $0.department, count: $0.count) }
        for (place, home) in homes.enumerated() {
            var dice = Dice(seed, .person, place)
            let number = String(place + 1)
            let padding = String(repeating: "0", count: 3 - number.utf8.count)
            let name = String(dice.pick(surnames)) + dice.pick(given)
            var departments = [home]
            if dice.chance(permille: 150) {
                let other = dice.pick(spread).department
                if other != home { departments.append(other) }
            }
            people.append(
                Person(
                    index: people.count, userid: "u" + padding + number, name: name,
                    departments: departments, isVisible: true,
                    groupid: group(in: home, &dice)))
        }
        return people
    }

    /// Sellers mostly keep flexible hours, operations and security mostly work nights.
    private static func group(in department: Int, _ dice: inout Dice) -> Int {
        let roll = dice.below(100)
        switch department {
        case 6, 7, 8: return roll < 40 ? 4 : 1
        case 4, 11: return roll < 40 ? 3 : 1
        default: return roll < 15 ? 2 : roll < 22 ? 5 : roll < 27 ? 4 : 1
        }
    }
}
