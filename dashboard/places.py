"""Names of administrative divisions, short, in both languages."""

from __future__ import annotations

import csv
from functools import lru_cache

from etl.catalogue import CATALOGUE

# Province-level divisions, and the prefectures of provinces that publish texts here. Where a name is not listed, the
# English pages show the Chinese one: better than a guess at its reading.
ENGLISH = {
    "100000": "China",
    "110000": "Beijing", "120000": "Tianjin", "130000": "Hebei", "140000": "Shanxi", "150000": "Inner Mongolia",
    "210000": "Liaoning", "220000": "Jilin", "230000": "Heilongjiang",
    "310000": "Shanghai", "320000": "Jiangsu", "330000": "Zhejiang", "340000": "Anhui", "350000": "Fujian",
    "360000": "Jiangxi", "370000": "Shandong",
    "410000": "Henan", "420000": "Hubei", "430000": "Hunan", "440000": "Guangdong", "450000": "Guangxi",
    "460000": "Hainan",
    "500000": "Chongqing", "510000": "Sichuan", "520000": "Guizhou", "530000": "Yunnan", "540000": "Tibet",
    "610000": "Shaanxi", "620000": "Gansu", "630000": "Qinghai", "640000": "Ningxia", "650000": "Xinjiang",
    "140100": "Taiyuan", "140200": "Datong", "140300": "Yangquan", "140400": "Changzhi", "140500": "Jincheng",
    "140600": "Shuozhou", "140700": "Jinzhong", "140800": "Yuncheng", "140900": "Xinzhou", "141000": "Linfen",
    "141100": "Lüliang",
    "420100": "Wuhan", "420200": "Huangshi", "420300": "Shiyan", "420500": "Yichang", "420600": "Xiangyang",
    "420700": "Ezhou", "420800": "Jingmen", "420900": "Xiaogan", "421000": "Jingzhou", "421100": "Huanggang",
    "421200": "Xianning", "421300": "Suizhou", "422800": "Enshi",
}  # fmt: skip


@lru_cache(maxsize=1)
def _short_names() -> dict[str, str]:
    with (CATALOGUE / "divisions.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["short"] or row["name"] for row in csv.DictReader(file)}


def place(code: str, lang: str) -> str:
    """Short name of a division; its code where nobody knows it.

    >>> place("140900", "zh"), place("140900", "en"), place("999999", "en")
    ('忻州', 'Xinzhou', '999999')
    """
    chinese = _short_names().get(code, code)
    return chinese if lang == "zh" else ENGLISH.get(code, chinese)
