"""Which indicators the pages show: judgement of the dashboard, kept in one place."""

LEVEL_MEASURES = ("level", "share_pct", "growth_pct", "ratio", "gap_pp", "subsidy_rate_pct")
"""What can stand in a comparison."""
DIBAO = "dibao_standard"
DIBAO_BESIDE = ("dibao_supplement", "tekun_standard", "tekun_nursing_standard")
DIBAO_RATIO = ("rural_to_urban_dibao_ratio", "tekun_standard_to_dibao_ratio")
RECIPIENTS = ("dibao_recipients", "dibao_households", "tekun_recipients", "dibao_tekun_recipients")
ALLOWANCES = (
    "orphan_allowance_standard",
    "disability_living_allowance_standard",
    "disability_nursing_allowance_standard",
    "old_age_allowance_standard",
    "disabled_elderly_subsidy_standard",
    "elderly_care_voucher_standard",
    "bed_construction_subsidy_standard",
    "bed_operating_subsidy_standard",
)
RATES = ("beds_per_1000_elderly", "institution_occupancy_rate", "nursing_bed_share")
AGEING = ("elderly_population_share", "elderly_population")
CARD_ELDERLY = (
    "beds_per_1000_elderly",
    "elderly_care_beds",
    "elderly_care_institutions",
    "day_care_centres",
    "community_care_facilities",
    "meal_points",
)
CARD_SUBSIDY = (
    "disability_living_allowance_standard",
    "disability_nursing_allowance_standard",
    "orphan_allowance_standard",
    "old_age_allowance_standard",
    "disability_allowance_expenditure",
)


def page_of(indicator: str, topic: str) -> str:
    """The page that shows an indicator beside its like; empty where none does.

    >>> page_of("dibao_recipients", "social_assistance"), page_of("disability_allowance_expenditure", "disability")
    ('low-income', '')
    """
    if indicator in (DIBAO, *DIBAO_BESIDE, *DIBAO_RATIO, *RECIPIENTS):
        return "low-income"
    if indicator in ALLOWANCES:
        return "subsidy-growth"
    return "elderly-care" if topic == "elderly_care" or indicator in AGEING else ""
