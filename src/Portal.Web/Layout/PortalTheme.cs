using MudBlazor;

namespace FundPortal.Web.Layout;

/// <summary>Calm and dense: deep blue on grey, square corners, figures of equal width.</summary>
internal static class PortalTheme
{
    private static readonly string[] Fonts =
    [
        "system-ui",
        "-apple-system",
        "Segoe UI",
        "PingFang SC",
        "Microsoft YaHei",
        "Noto Sans CJK SC",
        "sans-serif",
    ];

    public static MudTheme Theme { get; } =
        new()
        {
            PaletteLight = new PaletteLight
            {
                Primary = "#0f4c6b",
                Secondary = "#2f6f62",
                Tertiary = "#7a5a12",
                Info = "#1f6fa8",
                Success = "#1d6b45",
                Warning = "#8a5a00",
                Error = "#a3261b",
                AppbarBackground = "#0f2f42",
                AppbarText = "#f2f6f9",
                Background = "#f1f4f7",
                Surface = "#ffffff",
                DrawerBackground = "#ffffff",
                DrawerText = "#24333f",
                DrawerIcon = "#4b6070",
                TextPrimary = "#1b2733",
                TextSecondary = "#52626f",
                LinesDefault = "#dbe2e8",
                TableLines = "#e3e9ee",
                Divider = "#dbe2e8",
            },
            PaletteDark = new PaletteDark
            {
                Primary = "#63b1d6",
                Secondary = "#6fbfae",
                Tertiary = "#d3ad57",
                Info = "#6cb6e6",
                Success = "#6cc294",
                Warning = "#e0ac4f",
                Error = "#ff9d90",
                AppbarBackground = "#0c1a24",
                AppbarText = "#e4eaf0",
                Background = "#10181f",
                Surface = "#18232c",
                DrawerBackground = "#141e26",
                DrawerText = "#d5dee6",
                DrawerIcon = "#8fa3b3",
                TextPrimary = "#e4eaf0",
                TextSecondary = "#a3b3c0",
                LinesDefault = "#2c3a46",
                TableLines = "#26333e",
                Divider = "#2c3a46",
            },
            Typography = new Typography
            {
                Default = new DefaultTypography
                {
                    FontFamily = Fonts,
                    FontSize = "0.875rem",
                    LineHeight = "1.5",
                    LetterSpacing = "normal",
                },
                H5 = new H5Typography { FontSize = "1.35rem", FontWeight = "600" },
                H6 = new H6Typography { FontSize = "1.05rem", FontWeight = "600" },
                Button = new ButtonTypography { TextTransform = "none", FontWeight = "500" },
            },
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", DrawerWidthLeft = "216px" },
        };
}
