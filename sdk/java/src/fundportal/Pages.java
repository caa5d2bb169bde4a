package fundportal;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** Rows of one page after the other; the next page is asked for when it is needed. */
final class Pages implements Iterator<Map<String, Object>> {
    private final Supplier<List<Map<String, Object>>> next;
    private Iterator<Map<String, Object>> page = java.util.Collections.emptyIterator();
    private boolean isOver;

    /** @param next the next page, or null after the last */
    Pages(Supplier<List<Map<String, Object>>> next) {
        this.next = next;
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && !isOver) {
            List<Map<String, Object>> rows = next.get();
            isOver = rows == null;
            if (rows != null) page = rows.iterator();
        }
        return page.hasNext();
    }

    @Override
    public Map<String, Object> next() {
        if (!hasNext()) throw new NoSuchElementException();
        return page.next();
    }
}
