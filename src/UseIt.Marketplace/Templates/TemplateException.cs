namespace UseIt.Marketplace.Templates;

/// <summary>
/// A template could not be parsed or rendered: one line for each error, <c>file(line,column) : error : message</c>. As in Scriban a message
/// may quote a value of the model: show it to the author, do not log it.
/// </summary>
public sealed class TemplateException(string message) : Exception(message);
