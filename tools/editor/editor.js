// The editor: TOML with highlighting, problems underlined, keys completed.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, redo, undo } from "@codemirror/commands";
import { bracketMatching, defaultHighlightStyle, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export {
  autocompletion, bracketMatching, closeBrackets, completionKeymap, defaultHighlightStyle, defaultKeymap, drawSelection, EditorState, EditorView,
  highlightActiveLine, highlightSelectionMatches, HighlightStyle, history, historyKeymap, hoverTooltip, keymap, lineNumbers,
  lintGutter, lintKeymap, redo, searchKeymap, setDiagnostics, StreamLanguage, syntaxHighlighting, tags, toml, undo,
};
