"""Words by which names of companies say what they do (行业), as text; general, not of one zone."""

TRADES = """
机械 机械设备 机械制造 机器 设备 装备 成套设备 部件 零部件 零件 配件 构件 机电 机床 工具 刀具 量具
五金 模具 压铸 铸造 锻造 紧固件 轴承 阀门 泵业 液压 传动 齿轮 传动系统 减速机 电机 马达 起重
起重机 电梯 叉车 重工 重机 轻工 焊接 压缩机 风机 锅炉 精密 仪器 仪表 仪器仪表 检测 测控 计量
自动化 机器人 数控 无人机 传感 传感器 传感技术 汽车 车辆 整车 客车 专用车 轮毂 轮胎 座椅 车桥 底盘
内饰 车灯 摩托车 自行车 轨道交通 轨道 航空 航天 飞机 船舶 船舶工程 造船 海工 游艇 港口 港务 航运
海运 空运 电子 微电子 电子信息 信息 信息技术 电器 电气 电力 电源 电缆 电线 线缆 光缆 光纤 光通信
通信 通讯 半导体 集成电路 芯片 晶圆 封装 封测 测试 封装测试 设计 线路板 电路板 连接器 元器件 电容
电感 电阻 存储 显示 显示器 液晶 面板 触控 背光 模组 光电 光学 光电子 激光 照明 灯具 镜头 软件 网络
互联网 云计算 云 数据 大数据 算法 人工智能 信息安全 安全 物联网 区块链 数码 游戏 计算机 新能源
能源 能源科技 光伏 太阳能 光能 风电 风能 储能 氢能 电池 锂电 锂电池 蓄电池 发电 核电 热电 充电
充电桩 组件 支架 逆变器 叶片 塔筒 硅业 硅材料 硅片 玻璃 光热 燃气 天然气 石油 石化 煤矿 煤业 煤炭
焦化 新材料 材料 新材 高分子 高分子材料 复合材料 碳纤维 纳米 石墨烯 陶瓷 耐火 水泥 石材 建材
混凝土 涂料 油漆 橡胶 塑料 塑胶 塑业 薄膜 胶粘 树脂 化工 化学 化学品 化工原料 精细化工 农药 化肥
肥料 颜料 日化 气体 钢铁 钢材 钢管 特钢 不锈钢 铝业 铜业 金属 有色金属 冶金 轧钢 铝合金 矿业 稀土
合金 钢构 钢结构 生物 医药 制药 药业 医疗 医疗器械 器械 诊断 基因 疫苗 中药 保健 保健品 健康 养老
医院 护理 生物技术 食品 饮料 乳业 粮油 油脂 酒业 酿酒 茶业 茶叶 水产 渔业 养殖 牧业 种业 农业 农牧
农机 农产品 饲料 园艺 林业 果业 蔬菜 纺织 印染 棉纺 服饰 服装 家纺 针织 化纤 纤维 羽绒 皮革 鞋业
箱包 丝绸 毛纺 棉业 绣品 包装 印刷 印务 造纸 纸业 纸塑 家具 家居 木业 玩具 文具 工艺品 乐器
体育用品 厨具 卫浴 洁具 建筑 建设 建设工程 建筑工程 工程 市政 路桥 装饰 装修 幕墙 园林 景观 绿化
地产 房地产 置业 物业 勘察 板材 磨具 密封件 量子 环保 环境 环境科技 水务 水处理 污水处理 固废
再生资源 资源 回收 节能 环卫 物流 仓储 储运 快递 运输 供应链 货运 货运代理 配送 冷链 港航 贸易
商贸 进出口 外贸 电子商务 电商 零售 连锁 百货 超市 销售 批发 采购 金融 财务 基金 融资租赁 租赁
保险 担保 银行 证券 资本 资产 股权投资 酒店 餐饮 旅游 文化 传媒 传播 广告 影视 出版 会展 教育 培训
咨询 人力资源 劳务 研究院 研究 服务 维修 智能制造 打印 打磨 水族 光储 汽配 汽修 船厂 电商 安防
消防 门窗 电动车 新能源汽车 智能装备
"""
# Written differently, the same thing: a line each, the first is how it is called in comparing.
SYNONYMS = """
机械 机械设备 机械制造 机器
设备 装备 成套设备
部件 零部件 零件 配件
光伏 太阳能
新材料 材料 新材
医药 制药 药业
化工 化学 化学品 化工原料
茶业 茶叶
仪器 仪表 仪器仪表
服装 服饰
贸易 商贸
房地产 地产 置业
电商 电子商务
货运 货运代理
存储 存储器
环境 环境科技
能源 能源科技
信息 信息技术
数据 大数据
传感 传感器 传感技术
塑料 塑胶 塑业
生物 生物技术
建设 建设工程
纺织 纺织品
"""
# Words that say nothing about what a company does.
NEUTRAL = """
科技 技术 实业 发展 产业 投资 制造 生产 管理 国际 制品 产品 工业 开发 经营 运营 控股 集团 股份
系统 企业
"""
# Words that may stand or be left out before what a company does.
MODIFIERS = """
智能 新型 高端 现代 绿色 生态 特种 高新 先进 数字 精细 优质 综合 创新 智造 智慧 专用 通用 超
高性能
"""
# What the English names of companies say, in the words above.
ENGLISH = """
machinery=机械 machine=机械 equipment=设备 equipments=设备 parts=部件 components=部件 mould=模具
mold=模具 moulds=模具 robot=机器人 robots=机器人 robotics=机器人 automation=自动化 precision=精密
instrument=仪器 instruments=仪器 valve=阀门 valves=阀门 hydraulic=液压 hydraulics=液压
bearing=轴承 bearings=轴承 tools=工具 auto=汽车 automotive=汽车 automobile=汽车 vehicle=车辆
vehicles=车辆 tire=轮胎 wheel=轮毂 aviation=航空 aerospace=航天 shipbuilding=造船 marine=海工
electronics=电子 electronic=电子 microelectronics=微电子 electric=电气 electrical=电气 power=电力
cable=电缆 cables=电缆 communication=通信 communications=通信 semiconductor=半导体
semiconductors=半导体 chip=芯片 display=显示 displays=显示 photoelectric=光电 optoelectronics=光电
optoelectronic=光电 optical=光学 optics=光学 laser=激光 lighting=照明 software=软件 network=网络
data=数据 information=信息 photovoltaic=光伏 photovoltaics=光伏 solar=光伏 energy=能源
battery=电池 batteries=电池 lithium=锂电 wind=风电 hydrogen=氢能 material=新材料 materials=新材料
ceramics=陶瓷 glass=玻璃 cement=水泥 rubber=橡胶 plastic=塑料 plastics=塑料 chemical=化工
chemicals=化工 chemistry=化工 steel=钢铁 metal=金属 metals=金属 aluminum=铝业 aluminium=铝业
copper=铜业 mining=矿业 pharmaceutical=医药 pharmaceuticals=医药 pharma=医药 medicine=医药
medical=医疗 biotech=生物 biotechnology=生物 bio=生物 biological=生物 food=食品 foods=食品
beverage=饮料 tea=茶业 agriculture=农业 agricultural=农业 feed=饲料 textile=纺织 textiles=纺织
garment=服装 clothing=服装 packaging=包装 printing=印刷 paper=纸业 furniture=家具
construction=建筑 engineering=工程 decoration=装饰 environment=环境 environmental=环境 water=水务
logistics=物流 transport=运输 transportation=运输 trading=贸易 trade=贸易 finance=金融
leasing=租赁 hotel=酒店 culture=文化 media=传媒 education=教育 consulting=咨询 service=服务
services=服务 design=设计 testing=测试 storage=存储 shoe=鞋业 shoes=鞋业 quantum=量子
hardware=五金 motor=电机 motors=电机 sensor=传感 sensors=传感 pump=泵业 pumps=泵业 toys=玩具
leather=皮革 fiber=纤维 fishery=渔业 seed=种业 seeds=种业 wine=酒业 dairy=乳业 health=健康
hospital=医院
"""
ENGLISH_PHRASES = """
new energy=新能源|new material=新材料|new materials=新材料|energy storage=储能|iron and steel=钢铁
iron & steel=钢铁|heavy industry=重工|heavy industries=重工|environmental protection=环保
supply chain=供应链|auto parts=汽车 部件|automobile parts=汽车 部件|medical device=医疗器械
medical devices=医疗器械|medical equipment=医疗器械|integrated circuit=集成电路
biopharmaceutical=生物 医药|biopharmaceuticals=生物 医药|bio pharmaceutical=生物 医药
real estate=房地产|import and export=进出口|import & export=进出口|big data=大数据
artificial intelligence=人工智能|sanitary ware=卫浴 洁具
"""
ENGLISH_NEUTRAL = """
technology technologies tech science industry industries industrial manufacturing development
investment international products system systems and of the enterprise china
"""
