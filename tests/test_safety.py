"""Who is being defrauded finds the safety articles first; who asks an ordinary question does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hansearch.search import Index
from tests.conftest import Site

IN_DANGER = [
    # On the telephone now.
    "客服说我快递丢了要双倍赔给我，让我加他企业微信",
    "有人打电话来说误给我开了直播会员，不关每个月扣八百",
    "对方让我打开屏幕共享教我退钱",
    "他叫我下载一个会议app然后点共享",
    "说要我把钱转到安全账户保护起来",
    "说我支付宝百万保障到期了要关掉",
    "客服要我把收到的验证码念给他听",
    "退款客服让我去借呗借钱出来再还给他",
    "他说我征信会有问题要我转账验证",
    "自称淘宝售后的人加我qq给我办退款",
    "客服让我扫二维码进群退款",
    "现在有个人在远程控制我手机怎么停下来",
    "打来的人知道我姓名和订单号说东西有毒要召回退款",
    "说是给我退差价让我扫他发的码",
    "对方让我把花呗额度套出来转给他",
    "他让我念一下屏幕上的数字",
    "客服叫我点开备用金把钱取出来",
    "对方发来工牌和营业执照，说他就是淘宝客服",
    "中了苹果手机 要付保证金才寄",
    "網友帶我投資賺了幾次 現在提現要交稅",
    "闲鱼买家说我没开通服务要交保证金",
    "网上对象叫我在商城垫货款",
    "前两单返了第三单不给返了",
    "叫我把金条交给上门的人",
    "现金装箱子里叫跑腿来拿 正常吗",
    "他说不转今天就扣我钱 我好怕",
    "让我刷脸还要张嘴眨眼 说是退款",
    "头两回返了几块 这回放进去的八千取不出来",
    "点小红心一个给三块 现在让买套餐",
    "邮寄黄金给他 快递刚收走",
    "网上聊了俩月的军官寄了礼物 海关扣住要我补钱",
    "他说不照办就来抓我",
    "短信说我逾期要上门 让我还到这个卡",
    "他教我设了呼叫转移",
    "装完他发的东西手机黑了",
    "卡里的钱一笔一笔往外转出停不下来",
    "朋友圈代购付了钱把我拉黑",
    "用两部手机帮人接电话一小时给一百",
    "買家傳賣貨便連結叫我簽保障協議",
    "刷单垫了五千了",
    "把收到的六个数报给她了",
    "钱汇过去人不见了",
    "卡密刮开拍照发过去了",
    "外婆被叫去银行取钱 说交给客服",
    "他要我按星号21再拨一串号",
    "验正码给人家了",
    "手机黑屏 自己在动",
    "卖家打电话喊我加他企鹅号退款",
    "手工活交了押金不收货",
    "法院传票短信说我欠款明天上门抓人",
    "叫我把首饰寄去验资",
    "让我开NFC贴卡再输密码",
    "对方一直问我要短信验证码",
    "明星粉丝群让我拿妈妈手机扫码",
    "弹窗说我手机中毒 打过去要我交钱",
    "客服说我被升级成钻石vip要交年费",
    "短信说我淘宝账号异常点链接登录",
    "有人要租我淘宝号一天50",
    "多赔给我了 让我把多的打回去",
    "他教我跟柜员说是装修款",
    "要我把关税打到私人账户",
    "骗我把短信里的数字念给他",
    "佣金要先升会员才能提",
    "手机自己在点来点去 关不掉",
    "让我租苹果手机寄给中介变现",
    "能追款的黑客 收了手续费就不回了",
    "他让我开无障碍权限再把手机倒扣",
    "冒充警察说我包裹里有违禁品",
    # A message that was pasted as it came.
    "【某快递】您的快件因地址不详无法派送，请点击链接补充 kd-xx.top",
    "您的账户存在异常，请于今日内点击 http://tb-xx.cn 核实，否则冻结",
    "您已开通直播会员，每月自动扣费，如需取消请致电",
    # As it is typed in a fright.
    "他叫我下栽app远成控制",
    "点了掉鱼链接输了密马",
    "shuadan beipian qian tibuchulai",
    # Afterwards.
    "我垫了三千佣金取不出来",
    "加微信付了钱 卖家拉黑我不发货",
    "骗咗我五千蚊",
    "钱没了不想活了",
    "扫了退款码变成我付钱了",
    "在假淘宝网站付款了",
    "接完客服电话卡里钱少了",
    "垫付了三单不返钱了",
    "卡借给别人收钱现在被冻结了",
    "点开邮件里电子发票 电脑自己在动",
    "我把六位数验证码发给骗子了",
    "刚刚被骗了八千块怎么追回来",
    "点了短信里的链接还填了银行卡号和密码",
    "刚给骗子转了钱，能让银行拦下来吗",
    "卡里的钱被人转走了怎么办",
    "共享屏幕以后余额少了两万",
    "扫了他发的码钱就没了",
    "刷单返利被骗了几千",
    "我上当了怎么办",
    "轉賬給騙子了怎麼辦",
    "被電話詐騙咗點算",
    "我将个验证码俾咗佢",
    "花呗被人套走了五千是诈骗吗",
    # Is it real? What is this?
    "收到短信说包裹破损点链接理赔是真的吗",
    "卖家让我加微信转账便宜五十能信吗",
    "我淘宝里多了一个订单不是我买的",
    "这个号码打来说是淘宝客服是不是骗子",
    "他先叫我买张京东卡 刮开拍给他",
    "公安打来的 说这事谁也不许说 让我去宾馆",
    "说我没备注 要再打一笔才一起退",
    "有人借我手机号收短信 说他登不上",
    "语音电话说我误开了直播 人工客服让我下东西",
    "买我旧鞋的发了个链接 要我点进去填卡",
    "来了个人免费送鸡蛋 拿着我手机弄了好久",
    "存折寄给客服做认证了",
    "他发了个安装包 装完短信都收不着了",
    "没买过的快递 里面一张卡叫我扫二维码领奖",
    "收我这个号 一天给三十",
    "有人让我对着镜头摇头 说会员要核身",
    "老同学叫我点代付买手机 说回头还我",
    "演唱会票先付一半 到了门口电话空号",
    "买布偶猫交了定金又要航空笼的钱",
    "短信讲国补今天过期 点进去填卡号",
    "信用卡被国外刷了六百",
    "小区门口收闲置淘宝号 还要录我眨眼",
    "家里放两台手机插音频线 一小时给一百",
    "减肥老师让我买了三疗程 又要排毒费",
    "群里老师说跟他买涨跌 放了两万",
    "收到的短信一个给五块 能做吗",
    "打来是机器人 说快递滞留按0转",
]

ORDINARY = [
    "海外直邮还要交税吗",
    "拍卖要交保证金吗",
    "退货先垫付运费后面给报吗",
    "做任务得的淘金币不见了",
    "登录让我刷脸",
    "淘宝怎么让我绑定新的银行卡",
    "货到付款给快递员现金可以吗",
    "买的黄金快递丢了",
    "电子发票的链接打不开",
    "付款时黑屏还扣钱了",
    "客服让我选择问题类型",
    "钱扣了还叫我付款",
    "快递员让我扫码取件",
    "退货让我扫码寄件是怎么回事",
    "主播说退差价怎么退",
    "店铺营业执照在哪看",
    "退款没到账",
    "忘记密码收不到验证码",
    "验证码一直错",
    "卖家不发货",
    "退款到哪张卡了",
    "怎么转人工客服",
    "淘宝客服电话多少",
    "客服电话打不通怎么办",
    "客服一直不回我",
    "快递丢了谁赔",
    "显示签收但我没收到",
    "七天无理由退货运费谁出",
    "运费险怎么赔",
    "收到假货怎么维权",
    "收到的东西和图片不一样是不是假的",
    "卖家拒绝退款怎么办",
    "卖家让我先撤销退款申请",
    "卖家叫我改差评",
    "怎么取消订单",
    "怎么改收货地址",
    "支付失败钱扣了",
    "付款密码输错了被锁",
    "怎么修改登录密码",
    "优惠券用不了",
    "怎么开发票",
    "app一打开就闪退",
    "软件怎么更新到最新版",
    "字体太小怎么调大",
    "怎么帮爸妈付款",
    "买贵了能退差价吗",
    # Words of the pins in ordinary places.
    "验证码填了还是登不上",
    "密码输入了没反应",
    "银行卡号填了提示错误",
    "支付失败钱没了",
    "充值话费没到账钱没了",
    "我没买运费险",
    "快递打电话叫我去驿站",
    "短信通知退款成功了但没到账",
    "验证码发给人工客服安全吗",
    "卖家说要去法院告我 打电话骂人",
    "怎么教我妈远程视频",
    "商家骗我说发货了其实没有",
    "多退的货卖家怎么还给我",
    "短信里的链接打不开",
    "微信支付付了钱卖家不发货",
    "手机掉水里了救命稻草是什么",
    "客服光叫我等 银行卡里没有退的钱",
    "客服叫我传个录屏 安卓屏幕怎么录",
    "店家电话里承认骗了我 没录音拿什么当证据",
    "换了手机号登进来 账户里买的东西全没了",
]

UNWRITTEN = [
    "礼品卡怎么用",
    "误开了会员自动续费 客服让我自己关闭",
    "怎么录屏给客服看",
    "租手机的押金什么时候退",
    "秒退啊救命",
    "登录让我眨眼张嘴",
    "给孙子买的平板屏幕自己裂了",
    "请同事代付，她付了我这还没付",
    "客服说88VIP年费不能退",
    "客服说钻石戒指不能退",
    "安装师傅让我交安装费",
    "清关还要交钱吗",
    "做任务得的红包提现不了",
    "扫码付款被扣了两次",
    "余额提现要手续费吗",
    "中奖怎么领",
    "先用后付会影响征信吗",
    "朋友帮我转账付的款退给谁",
    "不是我买的快递 可能是亲戚寄的",
]
"""Ordinary questions that no article is about, so that a warning may be the nearest there is."""

ELSEWHERE = [
    "京东plus会员怎么退费",
    "拼多多客服电话",
    "滴滴订单投诉司机绕路",
    "微信聊天记录恢复",
    "12306火车票退款多久",
    "医保卡余额查询",
]

FROM_ELSEWHERE = [
    "比拼多多贵能退差价吗",
    "抖音上看到的怎么去淘宝下单",
    "京东快递送来的包裹少了一件",
]
"""Questions for this site, though they name another."""

FOR_PARENTS = [
    "我妈被假客服骗了三万块",
    "我奶奶被骗了",
    "爸爸把钱转给骗子了",
    "婆婆说有人上门收她的旧手机和卡，还送新的",
    "妈接了客服的电话躲在房间里，门也锁了",
]


@pytest.fixture(scope="module")
def index(help_centre: Site) -> Iterator[Index]:
    with Index(help_centre.index) as opened:
        yield opened


@pytest.mark.parametrize("query", IN_DANGER)
def test_who_is_being_defrauded_finds_a_safety_article_first(query: str, index: Index) -> None:
    (first,) = index.paths(query, 1)
    assert first.startswith("safety/")


@pytest.mark.parametrize(
    "query", ["把短信验证码发过去了", "刷单返利被骗了几千", "中了苹果手机 要付保证金才寄"]
)
def test_a_warning_is_opened_at_the_top_of_its_page(query: str, index: Index) -> None:
    assert [hit.section for hit in index.search(query, 2)] == ["", ""]


@pytest.mark.parametrize("query", ORDINARY)
def test_an_ordinary_question_is_not_answered_with_a_warning(query: str, index: Index) -> None:
    (first,) = index.paths(query, 1)
    assert not first.startswith("safety/")


@pytest.mark.parametrize("query", [*ORDINARY, *UNWRITTEN])
def test_no_rule_takes_over_an_ordinary_question(query: str, index: Index) -> None:
    assert not index.explain(query)["pinned"]


@pytest.mark.parametrize("query", ELSEWHERE)
def test_what_only_another_platform_can_answer_is_not_answered(query: str, index: Index) -> None:
    found = index.find(query)
    assert not found.fits
    assert not any(hit.answer for hit in found.rows)


@pytest.mark.parametrize("query", FROM_ELSEWHERE)
def test_naming_another_platform_is_no_reason_not_to_answer(query: str, index: Index) -> None:
    assert index.find(query).fits


@pytest.mark.parametrize("query", FOR_PARENTS)
def test_who_asks_for_a_parent_finds_the_family_article_and_then_first_aid(query: str, index: Index) -> None:
    assert index.paths(query, 2) == ["elder/family.md", "safety/after-scam.md"]


def test_the_lists_are_long_enough_to_say_something() -> None:
    assert len(set(IN_DANGER)) >= 30
    assert len(set(ORDINARY)) >= 30
