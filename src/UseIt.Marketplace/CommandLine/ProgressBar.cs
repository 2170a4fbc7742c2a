using System.Globalization;

namespace UseIt.Marketplace.CommandLine;

/// <summary>How far long work is, for somebody who looks; a log file would fill with it.</summary>
internal static class ProgressBar
{
    private const int Width = 24;

    public static TextWriter? Writer => Console.IsErrorRedirected ? null : Console.Error;

    public static void Show(TextWriter? progress, int done, int all)
    {
        var full = all == 0 ? Width : Width * done / all;
        progress?.Write(
            string.Create(CultureInfo.InvariantCulture, $"\r[{new string('#', full)}{new string('.', Width - full)}] {done:N0} of {all:N0}")
        );
    }

    public static void Clear(TextWriter? progress) => progress?.Write("\r\u001b[K");
}
